import { contractName, type ExceptionContract } from '../contract.ts';
import { specHash } from '../spec-hash.ts';

/** What every compiled object carries, so that it says by itself whose it is, why, and until when. */
export interface Marks {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const managed = { 'app.kubernetes.io/managed-by': 'portcullis' };

/** The marks of one contract. `end` is when it stops to excuse: the end of Overdue. */
export function marksOf(contract: ExceptionContract, end: Date): Marks {
  const { metadata, spec } = contract;
  return {
    labels: {
      ...managed,
      'portcullis.dev/contract': labelValue(metadata.name),
      'portcullis.dev/owner': labelValue(spec.owner.team),
    },
    annotations: {
      'portcullis.dev/contract': contractName(contract),
      'portcullis.dev/contract-hash': specHash(contract),
      'portcullis.dev/owner': `${spec.owner.team} (${spec.owner.contact})`,
      'portcullis.dev/reason': spec.reason,
      'portcullis.dev/risk': spec.risk.level,
      'portcullis.dev/expires-at': spec.expiresAt,
      'portcullis.dev/remove-at': end.toISOString().replace(/\.\d+Z$/, 'Z'),
      ...(spec.ticket === undefined ? {} : { 'portcullis.dev/ticket': spec.ticket }),
    },
  };
}

/** The marks of an object that several contracts share. It has to go or to change when the first of them ends. */
export function sharedMarks(contracts: readonly ExceptionContract[], ends: readonly Date[]): Marks {
  const first = new Date(Math.min(...ends.map((end) => end.getTime())));
  return {
    labels: managed,
    annotations: {
      'portcullis.dev/contracts': contracts
        .map((contract) => `${contractName(contract)} ${specHash(contract)}`)
        .join(', '),
      'portcullis.dev/owners': [
        ...new Set(contracts.map(({ spec }) => `${spec.owner.team} (${spec.owner.contact})`)),
      ].join(', '),
      'portcullis.dev/reasons': contracts.map(({ spec }) => spec.reason).join(' | '),
      'portcullis.dev/remove-at': first.toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  };
}

/** A label value holds few characters; the annotation has the whole. */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
