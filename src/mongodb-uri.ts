/** What MONGODB_URI may be: a connection string, with or without the name of a database in its path. */
export const isMongodbUri = (text: string): boolean =>
  /^mongodb(\+srv)?:\/\/[^\s/?#]+(\/[^\s/?#\\."$*<>:|]{0,63})?(\?[^\s#]*)?$/.test(text);

/** The database that the path of a connection string names. */
export const databaseOf = (uri: string): string | undefined => /^mongodb(?:\+srv)?:\/\/[^/?#]+\/([^?]+)/.exec(uri)?.[1];
