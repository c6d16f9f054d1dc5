import type { LevelVersion, Version } from '../../engine/pod-security/index.ts';
import { checkById, parseLevel, parseVersion } from '../../engine/pod-security/index.ts';
import { fieldPath } from '../../evidence/field-path.ts';
import { fieldText } from '../../field.ts';
import type { Edit } from '../../fix/edit.ts';
import { type Finding, findingsOf } from '../../fix/plan.ts';
import type { JsonObject, Path } from '../../kube/json.ts';
import type { PodKinds } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import { resourceOf } from '../../rollout/contract-cover.ts';
import { editText } from '../../scan/edit-text.ts';
import type { Mend } from './overview.ts';

/** The manifests of a workload, where they were given. */
export type ManifestOf = (namespace: string, kind: string, name: string) => Resource | undefined;

/** Says what to do about findings of one workload: by its manifest where there is one, else by what was recorded of it. */
export class Mender {
  readonly #resource: Resource;
  readonly #written: boolean;
  readonly #podKinds: PodKinds | undefined;
  readonly #findings: Map<string, ReadonlyMap<string, Finding>> = new Map();

  constructor(body: JsonObject, manifest: Resource | undefined, podKinds?: PodKinds) {
    this.#resource = manifest ?? resourceOf(body);
    this.#written = manifest !== undefined;
    this.#podKinds = podKinds;
  }

  mend(engine: string, policy: string, rule: string, field: string): Mend {
    if (engine !== 'PodSecurity') return this.#unknown(field);
    const found = this.#of(policy)?.get(`${rule}\n${field}`);
    const check = checkById(rule);
    if (found === undefined || check === undefined)
      return { ...this.#unknown(field), text: check?.fix.text ?? '', mended: this.#written && field !== '' };
    const { safe, proposal } = found;
    const edits = proposal === null ? safe : [];
    return {
      kind: edits.length > 0 ? 'safe' : 'decide',
      text:
        edits.length > 0
          ? edits.map((edit) => this.#editText(edit)).join('; ')
          : proposal === null
            ? check.fix.text
            : `${proposal.text} (${proposal.reason})`,
      place: this.#place(found.field),
      mended: false,
    };
  }

  #unknown(field: string): Mend {
    const path = fieldPath(this.#resource.object, field);
    return { kind: 'decide', text: '', place: this.#place(path ?? []), mended: false };
  }

  #place(path: Path): Mend['place'] {
    if (!this.#written) return null;
    const { file, start } = this.#resource.origin;
    return { file, line: (this.#resource.origin.locate?.(path) ?? start).line };
  }

  #editText(edit: Edit): string {
    const { object } = this.#resource;
    if (edit.op === 'remove') return editText(object, edit.path, 'remove', '');
    const value = edit.op === 'append' ? [edit.value] : edit.value;
    return editText(object, edit.path, { set: value }, '');
  }

  #of(policy: string): ReadonlyMap<string, Finding> | undefined {
    const known = this.#findings.get(policy);
    if (known !== undefined) return known;
    const level = levelOf(policy);
    if (level === undefined) return undefined;
    const found = findingsOf(this.#resource, {
      policy: level,
      ...(this.#podKinds === undefined ? {} : { podKinds: this.#podKinds }),
    });
    const byKey = new Map(
      found.map((one) => [`${one.check.id}\n${fieldText(this.#resource.object, one.field)}`, one]),
    );
    this.#findings.set(policy, byKey);
    return byKey;
  }
}

/** The level of a recorded policy, `restricted@v1.34`. */
function levelOf(policy: string): LevelVersion | undefined {
  const at = policy.indexOf('@');
  const level = parseLevel(policy.slice(0, Math.max(0, at)));
  const version: Version | undefined = parseVersion(policy.slice(at + 1));
  return level === undefined || version === undefined ? undefined : { level, version };
}
