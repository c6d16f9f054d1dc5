import { checkById } from '../../engine/pod-security/index.ts';
import type { ExceptionContract } from '../contract.ts';
import { finding, type LintContext, type LintFinding, type LintRule } from './rule.ts';

/** Rules about the words of a contract. That a field is there, and long enough, is the schema's to say. */
export const textRules: readonly LintRule[] = [
  {
    id: 'EXC001',
    title: 'Owner or contact is missing',
    severity: 'error',
    check: ({ spec }) =>
      (['team', 'contact'] as const)
        .filter((field) => isPlaceholder(spec.owner[field]))
        .map((field) =>
          finding(
            ['spec', 'owner', field],
            `${field} is ${JSON.stringify(spec.owner[field])}; name who answers for this contract`,
          ),
        ),
  },
  {
    id: 'EXC002',
    title: 'The reason says nothing of its own',
    severity: 'error',
    check: reasons,
  },
  {
    id: 'EXC003',
    title: 'Risk has no impact',
    severity: 'error',
    check: ({ spec }) =>
      isPlaceholder(spec.risk.impact)
        ? [finding(['spec', 'risk', 'impact'], 'say what an attacker gains by it')]
        : [],
  },
  {
    id: 'EXC019',
    title: 'Permanent without a plan',
    severity: 'error',
    check: ({ spec: { exit } }) =>
      exit?.kind === 'Permanent' && isPlaceholder(exit.plan ?? '')
        ? [finding(['spec', 'exit', 'plan'], 'say how it will be attested, by whom and when')]
        : [],
  },
  {
    id: 'EXC020',
    title: 'Text looks like a secret',
    severity: 'error',
    check: ({ spec }) =>
      [
        finding(['spec', 'reason'], spec.reason),
        finding(['spec', 'risk', 'impact'], spec.risk.impact),
        ...(spec.risk.mitigations ?? []).map((text, index) =>
          finding(['spec', 'risk', 'mitigations', index], text),
        ),
        ...(spec.exit?.plan === undefined ? [] : [finding(['spec', 'exit', 'plan'], spec.exit.plan)]),
      ]
        .filter(({ message }) => looksSecret(message))
        .map(({ path }) =>
          finding(path, 'looks like it holds a secret; take it out, and change the secret: Git keeps it'),
        ),
  },
];

function reasons({ spec }: ExceptionContract, context: LintContext): LintFinding[] {
  const own = plainWords(spec.reason);
  if (isPlaceholder(spec.reason) || new Set(own.split(' ')).size < 3)
    return [finding(['spec', 'reason'], 'say why this workload needs it')];
  const texts = spec.policies.flatMap((scope) => [
    ...(scope.checks ?? []).map((id) => checkById(id)?.title ?? id),
    ...(context.policy?.(scope)?.texts ?? []),
  ]);
  return texts.some((text) => plainWords(text) === own)
    ? [finding(['spec', 'reason'], 'repeats the text of the policy; say why this workload cannot keep it')]
    : [];
}

/** Words and digits only, in lower case, so that quoting and punctuation make no difference. */
function plainWords(text: string): string {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
}

const placeholders = new Set([
  '',
  'todo',
  'tbd',
  'fixme',
  'n a',
  'na',
  'none',
  'unknown',
  'unowned',
  'nobody',
  'xxx',
  'test',
  'owner',
  'team',
]);

export function isPlaceholder(text: string): boolean {
  const words = plainWords(text);
  return placeholders.has(words) || /^(?:todo|tbd|fixme)\b/.test(words);
}

/** Well-known forms of keys and tokens, and `password: …` in any spelling. Each is linear in the text. */
const secretForms: readonly RegExp[] = [
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30}/,
  /\bgithub_pat_[A-Za-z0-9_]{30}/,
  /\bglpat-[\w-]{20}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10}/,
  /\bAIza[\w-]{35}/,
  /\beyJ[\w-]{10,500}\.eyJ[\w-]{10}/,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
  /\b(?:password|passwd|pwd|secret|token|api[_-]?key)[ \t]{0,3}[:=][ \t]{0,3}["']?[^\s"'<>{}*]{6}/i,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,100}:[^\s@/]{3,200}@/i,
];

function looksSecret(text: string): boolean {
  return secretForms.some((form) => form.test(text));
}
