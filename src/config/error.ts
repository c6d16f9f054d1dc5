import { CodedError } from '../error.ts';

/** The configuration decides gates: one that is not understood whole is not used at all. */
export class ConfigError extends CodedError<'CONFIG_INVALID' | 'CONFIG_NOT_FOUND'> {}
