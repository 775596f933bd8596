/** The global client of the add-on, known to every account (Zendesk dossier §8.8). */
export type OAuthClient = {
  id: string;
  secret: string;
  name: string;
  /** Compared letter by letter; where none are listed, every callback on this machine is registered. */
  redirectUris?: readonly string[];
};

/** Nothing here is secret: the simulators run on loopback only. */
export const simulatedClient: OAuthClient = {
  id: 'zdg-usersync-simulated',
  secret: 'simulated-client-secret',
  name: 'Storeganise customer sync',
};

/** Absolute and registered; https except on this machine (Zendesk dossier §8.1). */
export function isRegistered({ redirectUris }: OAuthClient, uri: string): boolean {
  if (redirectUris !== undefined) return redirectUris.includes(uri);
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/[^#]*$/.test(uri);
}
