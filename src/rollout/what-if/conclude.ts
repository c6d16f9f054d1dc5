import type { Counts } from './answer.ts';
import type { Question } from './question.ts';

/** The exit code and the sentence that says why: input problems before refusals before what nobody can tell. */
export function conclude(
  question: Question,
  counts: Counts,
  problems: readonly string[],
  inconclusive: readonly string[],
): { readonly exitCode: 0 | 1 | 2 | 3; readonly conclusion: string } {
  const { workloads, refused, unknown } = counts;
  const reasons = [
    ...(problems.length > 0 ? [many(problems.length, 'input problem')] : []),
    ...(refused > 0 ? [`${refused} of ${many(workloads, 'workload')} would be refused`] : []),
    ...(unknown > 0 ? [`nobody can tell of ${many(unknown, 'workload')}`] : []),
    ...inconclusive,
  ];
  const exitCode =
    problems.length > 0
      ? 3
      : refused > 0
        ? 1
        : unknown > 0 || inconclusive.length > 0 || workloads === 0
          ? 2
          : 0;
  if (exitCode === 0) return { exitCode, conclusion: `${capital(fine(question, counts))}.` };
  if (reasons.length === 0) return { exitCode, conclusion: 'Inconclusive: there was nothing to judge.' };
  const word = exitCode === 2 ? 'Inconclusive: ' : '';
  return {
    exitCode,
    conclusion: `${word}${word === '' ? capital(reasons.join('; ')) : reasons.join('; ')}.`,
  };
}

function fine({ nothing }: Question, { allowed, excused }: Counts): string {
  return [
    allowed > 0
      ? `nothing more would be refused, and ${many(allowed, 'workload')} would fail no longer`
      : nothing,
    ...(excused > 0 ? [`${many(excused, 'workload')} excused by contract`] : []),
  ].join('; ');
}

function many(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
