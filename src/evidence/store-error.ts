import { CodedError } from '../error.ts';

/** What is wrong with a store, or with what is asked of it. */
export class StoreError extends CodedError<
  | 'STORE_MISSING'
  | 'STORE_FOREIGN'
  | 'STORE_VERSION'
  | 'STORE_CORRUPT'
  | 'STORE_BUSY'
  | 'STORE_UNREACHABLE'
  | 'STORE_CLOCK'
> {
  override readonly name = 'StoreError';
}
