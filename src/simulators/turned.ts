/** Some switches of a set; one that is undefined is left as it is. */
export type Turned<Switches> = { [Key in keyof Switches]?: Switches[Key] | undefined };

export function onlyGiven<Switches extends object>(changed: Turned<Switches>): Partial<Switches> {
  const given = Object.entries(changed).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Switches>;
}
