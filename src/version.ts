declare const PORTCULLIS_VERSION: string | undefined;

/** The version of the package; `dev` when the sources run unbundled. */
export const version: string = typeof PORTCULLIS_VERSION === 'string' ? PORTCULLIS_VERSION : 'dev';
