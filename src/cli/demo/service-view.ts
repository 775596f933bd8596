/** What the running service says about itself. */
export type ServiceView = {
  /** The value of one line of `/metrics`, named with its labels; 0 where there is no such line. */
  metric(line: string): Promise<number>;
};

/** Looks at the service through its metrics. */
export function createServiceView(url: string): ServiceView {
  return {
    async metric(line) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const found = text.split('\n').find((other) => other.startsWith(`${line} `));
      return Number(found?.slice(line.length) ?? 0);
    },
  };
}
