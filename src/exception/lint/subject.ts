import type { Subject } from '../contract.ts';
import { compileSubject } from '../subject.ts';
import { finding, type LintContext, type LintFinding, type LintRule } from './rule.ts';

/** Rules about to whom. */
export const subjectRules: readonly LintRule[] = [
  {
    id: 'EXC006',
    title: 'Subject is not among the manifests',
    severity: 'error',
    check: (contract, context) =>
      eachSubject(contract, context, (subject, found) =>
        found !== undefined && found.length === 0
          ? `there is no ${subject.kind} ${subject.name} in namespace ${contract.metadata.namespace}`
          : undefined,
      ),
  },
  {
    id: 'EXC007',
    title: 'Subject is a wildcard',
    severity: 'warning',
    check: ({ spec }) => [
      ...spec.subjects.flatMap(({ name }, index) =>
        name.endsWith('*')
          ? [
              finding(
                ['spec', 'subjects', index, 'name'],
                `${name} also excuses workloads that come later; name the workload`,
              ),
            ]
          : [],
      ),
      ...spec.subjects.flatMap(({ images = [] }, index) =>
        images.flatMap((image, place) =>
          /^[*:@/]*$/.test(image)
            ? [
                finding(
                  ['spec', 'subjects', index, 'images', place],
                  `${image} is every image; name the image or leave it out`,
                ),
              ]
            : [],
        ),
      ),
    ],
  },
  {
    id: 'EXC008',
    title: 'Wildcard subject matches several workloads',
    severity: 'error',
    check: (contract, context) =>
      eachSubject(contract, context, (subject, found = []) =>
        subject.name.endsWith('*') && found.length > 1
          ? `${subject.name} matches ${found.join(', ')}; write one subject for each`
          : undefined,
      ),
  },
  {
    id: 'EXC011',
    title: 'Image without digest at high risk',
    severity: 'warning',
    check: ({ spec }) =>
      spec.risk.level !== 'High' && spec.risk.level !== 'Critical'
        ? []
        : spec.subjects.flatMap(({ images = [] }, index) =>
            images.flatMap((image, place) =>
              /@sha256:[0-9a-f]{64}$/.test(image)
                ? []
                : [
                    finding(
                      ['spec', 'subjects', index, 'images', place],
                      `${image} lets the image change under a contract of risk ${spec.risk.level}; pin it as NAME@sha256:…`,
                    ),
                  ],
            ),
          ),
  },
];

/** Asks about every subject, with the names it matches in its namespace, or undefined when that is not known. */
function eachSubject(
  { metadata, spec }: Parameters<LintRule['check']>[0],
  { workloads }: LintContext,
  say: (subject: Subject, found: readonly string[] | undefined) => string | undefined,
): LintFinding[] {
  const known = workloads?.(metadata.namespace);
  return spec.subjects.flatMap((subject, index) => {
    const test = compileSubject(subject);
    const message = say(
      subject,
      known?.filter((name) => test.is(name)).map(({ name }) => name),
    );
    return message === undefined ? [] : [finding(['spec', 'subjects', index, 'name'], message)];
  });
}
