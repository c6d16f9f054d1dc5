import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { labelSelector } from '../../../kube/selector.ts';
import { compileWildcard, type TextMatcher } from '../../../kube/wildcard.ts';
import { compileLabelSelector, type LabelMatcher } from '../match/label-selector.ts';
import { textList } from '../read.ts';
import type { NamespaceLabels } from '../review.ts';
import { isAction, isEnforce } from './action.ts';

export type Action = 'Audit' | 'Enforce';

/** What a failure of one rule does, by namespace. */
export interface FailureAction {
  /** Kyverno v1.19 pkg/engine/api/engineresponse.go, failureActionForRule. */
  of(namespace: string, labels: NamespaceLabels): Action;
  /**
   * Which rules the webhook judges before it answers. Upstream decides it by an older reading of overrides: a namespace
   * that is named needs no selector (pkg/policycache/cache.go). `namespace` is '' when the cluster knows no such one.
   */
  atAdmission(namespace: string, labels: NamespaceLabels): Action;
}

export function compileFailureAction(rule: JsonObject, spec: JsonObject): FailureAction {
  const validate = own(rule, 'validate');
  const ruleOverrides = compileOverrides(own(validate, 'failureActionOverrides'));
  const specOverrides = compileOverrides(own(spec, 'validationFailureActionOverrides'));
  const written = textAt(validate, 'failureAction');
  const explicit = written ?? imageAction(own(rule, 'verifyImages'));
  const general = textAt(spec, 'validationFailureAction') ?? 'Audit';
  const admissionOverrides = ruleOverrides.length > 0 ? ruleOverrides : specOverrides;
  return {
    of: (namespace, labels) =>
      actionOf(
        firstOf(ruleOverrides, namespace, labels) ??
          explicit ??
          firstOf(specOverrides, namespace, labels) ??
          general,
      ),
    atAdmission: (namespace, labels) => {
      const override = admissionOverrides.find((one) => one.matchesAtAdmission(namespace, labels));
      return actionOf(override?.action ?? written ?? general);
    },
  };
}

function actionOf(text: string): Action {
  return isEnforce(text) ? 'Enforce' : 'Audit';
}

function textAt(object: Json | undefined, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

interface Override {
  readonly action: string;
  matches(namespace: string, labels: NamespaceLabels): boolean;
  matchesAtAdmission(namespace: string, labels: NamespaceLabels): boolean;
}

function firstOf(overrides: readonly Override[], namespace: string, labels: NamespaceLabels): string | null {
  const found = overrides.find((one) => isAction(one.action) && one.matches(namespace, labels));
  return found?.action ?? null;
}

function compileOverrides(overrides: Json | undefined): Override[] {
  return (Array.isArray(overrides) ? overrides : []).map((one) => {
    const names = own(one, 'namespaces');
    const namespaces = Array.isArray(names) ? textList(names).map(compileWildcard) : null;
    const written = own(one, 'namespaceSelector');
    const selector = isObject(written) ? compileLabelSelector(written) : null;
    const plain = isObject(written) ? compilePlainSelector(written) : null;
    return {
      action: textAt(one, 'action') ?? '',
      matches: (namespace, labels) =>
        (namespaces === null || matchesAny(namespaces, namespace)) &&
        (selector === null || selector(labels.of(namespace))),
      matchesAtAdmission: (namespace, labels) => {
        const named = namespaces ?? [];
        if (named.length === 0 && plain === null) return true;
        if (namespace === '') return false;
        return matchesAny(named, namespace) || plain?.(labels.of(namespace)) === true;
      },
    };
  });
}

function matchesAny(matchers: readonly TextMatcher[], text: string): boolean {
  return matchers.some((matches) => matches(text));
}

/** Without Kyverno's wildcards. */
function compilePlainSelector(selector: Json): LabelMatcher {
  const plain = labelSelector(selector);
  return typeof plain === 'string' ? () => false : (labels) => plain.matches(labels);
}

/** Enforce when one of a rule's image checks enforces. */
function imageAction(verifyImages: Json | undefined): string | null {
  const actions = (Array.isArray(verifyImages) ? verifyImages : []).map((one) =>
    textAt(one, 'failureAction'),
  );
  return actions.find(isEnforce) ?? actions.find((one) => one !== null) ?? null;
}
