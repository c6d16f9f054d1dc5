import type { Config } from '../config/config.generated.ts';
import { compileRegexp } from '../language/jmespath/go-regexp.ts';
import { JMESPathError } from '../language/jmespath/index.ts';

/** What an organisation decides about its guardrails: `guardrails` in portcullis.yaml, with the defaults filled in. */
export interface Parameters {
  /** Empty when nobody has said where images may come from. */
  readonly registries: readonly string[];
  readonly privilegedNamespaces: readonly string[];
  readonly hostPathNamespaces: readonly string[];
  readonly requiredLabels: readonly string[];
  readonly namePattern: string;
  readonly exemptNamespaces: readonly string[];
}

export function parametersOf(given: Config['guardrails'] = {}): Parameters {
  return {
    registries: distinct(given.registries ?? []),
    privilegedNamespaces: distinct(given.privilegedNamespaces ?? []),
    hostPathNamespaces: distinct(given.hostPathNamespaces ?? []),
    requiredLabels: distinct(given.requiredLabels ?? ['app.kubernetes.io/name']),
    namePattern: given.namePattern ?? '^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$',
    exemptNamespaces: distinct(given.exemptNamespaces ?? ['kube-system']),
  };
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)];
}

/** What is wrong with parameters that the schema cannot tell; null when nothing is. */
export function parameterProblem({ namePattern }: Parameters): string | null {
  // Kyverno would take these for variables.
  if (/\{\{|\$\(|[\r\n]/.test(namePattern))
    return `guardrails.namePattern: expected a regular expression on one line without {{ and $(, found ${JSON.stringify(namePattern)}`;
  try {
    compileRegexp(namePattern);
    return null;
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    return `guardrails.namePattern: expected a regular expression (RE2), found ${JSON.stringify(namePattern)}: ${error.message}`;
  }
}
