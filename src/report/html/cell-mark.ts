import type { NamespaceStatus } from '../../rollout/status.ts';

/** What is to be said of a namespace in one rollout, in a word and a sign: colour alone says nothing. */
export interface CellMark {
  readonly id: 'done' | 'go' | 'waits' | 'unknown' | 'held' | 'back' | 'aside';
  readonly sign: string;
  readonly word: string;
}

export const marks: Readonly<Record<CellMark['id'], CellMark>> = {
  back: { id: 'back', sign: '▼', word: 'to step back' },
  held: { id: 'held', sign: '■', word: 'held' },
  unknown: { id: 'unknown', sign: '○', word: 'not yet known' },
  waits: { id: 'waits', sign: '◇', word: 'waiting' },
  go: { id: 'go', sign: '▲', word: 'may step' },
  done: { id: 'done', sign: '●', word: 'enforced' },
  aside: { id: 'aside', sign: '–', word: 'aside' },
};

export function markOf({ stage, action, blockers, unknown, waiting, gate }: NamespaceStatus): CellMark {
  if (stage === 'Exempt' || stage === 'Conflict' || stage === 'NotSelected' || stage === 'Invalid')
    return marks.aside;
  if (action === 'Demote' || action === 'Quarantine' || action === 'Restage' || action === 'Pause')
    return marks.back;
  if (blockers.length > 0) return marks.held;
  if (stage === 'Enforce') return marks.done;
  if (unknown.length > 0) return marks.unknown;
  if (waiting.length > 0) return marks.waits;
  return gate === 'Fail' ? marks.held : marks.go;
}
