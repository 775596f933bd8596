import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run campaign:kill -- [options]

Runs two services, the proxy and a MongoDB against both simulators, kills them at random while people edit, and counts.

  --kills N     Until so many were killed and 5,000 webhooks answered, and then until the next sweep, which finds whose
                webhooks were lost; writes bench/results/kill.json (default 300)
  --seconds N   Instead: for so long; whose webhooks were lost is saved once more by staff; writes nothing`;

const MIN_ANSWERED = 5_000;

/** When a storm has lasted long enough. */
export type Goal = {
  /** Whether it is the whole campaign, and not a slice of it. */
  readonly isWhole: boolean;
  /** From now on; what comes back says whether it is over. */
  begin(): (kills: number, answered: number) => boolean;
};

/** `undefined`: nobody knows what was meant. */
export function readGoal(args: string[]): Goal | undefined {
  const number = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined);
  try {
    const { values } = parseArgs({ args, options: { kills: { type: 'string' }, seconds: { type: 'string' } } });
    if (values.seconds !== undefined) {
      const seconds = number(values.seconds);
      return seconds === undefined || values.kills !== undefined ? undefined : slice(seconds);
    }
    const kills = number(values.kills ?? '300');
    return kills === undefined ? undefined : whole(kills);
  } catch {
    return undefined;
  }
}

const whole = (wanted: number): Goal => ({
  isWhole: true,
  begin: () => (kills, answered) => kills >= wanted && answered >= MIN_ANSWERED,
});

function slice(seconds: number): Goal {
  return {
    isWhole: false,
    begin() {
      const until = Date.now() + seconds * 1_000;
      return () => Date.now() >= until;
    },
  };
}
