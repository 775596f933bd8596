import { z } from 'zod';
import { type Act, act } from '../act.ts';
import { findBadManners } from './manners.ts';
import type { Storeganise } from './storeganise.ts';
import { storeganiseSwitches } from './switches.ts';

const text = z.string();
const values = z.record(text, z.unknown());
const state = z.enum(['enabled', 'paused', 'disabled']);
const stateOf = z.strictObject({ state, addonId: text.exactOptional() });
const newAddon = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{24}$/, 'expected 24 hexadecimal digits'),
  apiKey: text,
  state: state.exactOptional(),
  settings: values.exactOptional(),
});
const field = z.strictObject({ type: text, readOnly: z.boolean().exactOptional() });

/** What the operator and the vendor do about the add-on, and how the simulator itself is set. */
export function createAddonActs(sg: Storeganise): readonly Act[] {
  return [
    act('GET', '/settings', 'the settings on the add-on record', () => ({ answer: sg.settings() })),
    act(
      'PUT',
      '/settings',
      'the operator saves the add-on’s form; null clears',
      (_ids, body, now) => ({ events: sg.saveSettings(values.parse(body), now), answer: sg.settings() }),
      { zendesk_createCustomers: 'yes' },
    ),
    act(
      'PUT',
      '/addon',
      'the operator enables, pauses or disables the add-on',
      (_ids, body, now) => {
        const wanted = stateOf.parse(body);
        return { events: sg.setAddonState(wanted.state, now, wanted.addonId), answer: wanted };
      },
      { state: 'paused' },
    ),
    act(
      'POST',
      '/addons',
      'the vendor installs the add-on once more, paused',
      (_ids, body) => {
        const { id, ...fresh } = newAddon.parse(body);
        sg.installAddon(id, fresh);
        return { status: 201, answer: { id } };
      },
      { id: '5f0000000000000000000a0f', apiKey: 'simulated-api-key' },
    ),
    act('POST', '/daily-tick', 'the daily event of the add-on', (_ids, _body, now) => ({
      answer: {},
      events: sg.tickDaily(now),
    })),
    act(
      'PUT',
      '/custom-fields/:code',
      'a custom field of users is defined',
      ({ code = '' }, body) => {
        sg.ensureCustomField({ code, ...field.parse(body) });
        return { answer: sg.customFieldCodes() };
      },
      { type: 'string', readOnly: true },
    ),
    act('DELETE', '/custom-fields/:code', 'a custom field is removed', ({ code = '' }) => {
      sg.removeCustomField(code);
      return { answer: sg.customFieldCodes() };
    }),
    act('GET', '/manners', 'what callers did that the vendor asks them not to do', () => ({
      answer: findBadManners(sg.calls),
    })),
    act('GET', '/switches', 'how open questions are settled', () => ({ answer: sg.switches() })),
    act(
      'PUT',
      '/switches',
      'settle some of them otherwise',
      (_ids, body) => {
        sg.setSwitches(storeganiseSwitches.partial().parse(body));
        return { answer: sg.switches() };
      },
      { readLagMs: 5000, disabledMarker: 'none' },
    ),
  ];
}
