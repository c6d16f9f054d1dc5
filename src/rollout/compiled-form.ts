import type { LevelVersion } from '../engine/pod-security/index.ts';
import { formHash, type SeenForm } from '../evidence/stage-guard.ts';
import { compiledName, compilePodSecurity } from '../exception/compile/psa/compile.ts';
import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { specHash } from '../exception/spec-hash.ts';

/** What holds a Pod Security level in a namespace in place of the label `enforce`, for all but what contracts excuse. */
export interface CompiledForm {
  /** The name of the admission policy; empty when there is none. */
  readonly policy: string;
  /** The contracts it was compiled from (`contractKey`). */
  readonly contracts: ReadonlySet<string>;
}

export const noForm: CompiledForm = { policy: '', contracts: new Set() };

export function contractKey(name: string, hash: string): string {
  return `${name} ${hash}`;
}

/**
 * Which compiled forms are in force, from what the last complete scan saw (`guardText`). A form says which contracts it
 * was made of, and is made again from these: only what `exception compile --to psa` would write counts, with its
 * bindings and with what keeps others from passing for the excused.
 */
export class CompiledForms {
  readonly #seen: Map<string, SeenForm[]>;
  readonly #contracts: ReadonlyMap<string, ExceptionContract>;
  readonly #known: Map<string, CompiledForm> = new Map();

  constructor(seen: string, contracts: readonly StandingContract[]) {
    const objects = seen === '' ? [] : (JSON.parse(seen) as Partial<SeenForm>[]);
    const forms = objects.filter((one): one is SeenForm => one.hash !== undefined);
    this.#seen = Map.groupBy(forms, ({ kind, name }) => `${kind} ${name}`);
    this.#contracts = new Map(
      forms.length === 0
        ? []
        : contracts.map(({ contract }) => [
            contractKey(contractName(contract), specHash(contract)),
            contract,
          ]),
    );
  }

  /** The form that holds at least one of `levels` in the namespace. */
  of(namespace: string, levels: readonly LevelVersion[]): CompiledForm {
    if (this.#seen.size === 0) return noForm;
    for (const level of levels) {
      const key = `${namespace} ${level.level} ${level.version}`;
      let form = this.#known.get(key);
      if (form === undefined) {
        form = this.#formOf(namespace, level);
        this.#known.set(key, form);
      }
      if (form !== noForm) return form;
    }
    return noForm;
  }

  #formOf(namespace: string, level: LevelVersion): CompiledForm {
    const policy = compiledName(namespace);
    const said = this.#seen.get(`ValidatingAdmissionPolicy ${policy}`)?.[0]?.contracts ?? '';
    if (said === '') return noForm;
    const keys = said.split(', ');
    const contracts = keys.map((key) => this.#contracts.get(key));
    if (!contracts.every((one) => one?.metadata.namespace === namespace)) return noForm;
    // The end is written on the objects and changes nothing of what they do.
    const endings = contracts.map((contract) => ({
      contract: contract as ExceptionContract,
      end: new Date(0),
    }));
    const wanted = compilePodSecurity(endings, namespace, level).objects.filter(
      ({ kind }) => kind !== 'Namespace',
    );
    return wanted.length > 0 && wanted.every((object) => this.#holds(object))
      ? { policy, contracts: new Set(keys) }
      : noForm;
  }

  #holds({ kind, metadata, spec }: ReturnType<typeof compilePodSecurity>['objects'][number]): boolean {
    const { name } = metadata as { name: string };
    const seen = this.#seen.get(`${kind as string} ${name}`) ?? [];
    const hash = formHash(kind as string, spec);
    return seen.length > 0 && seen.every((one) => one.hash === hash);
  }
}
