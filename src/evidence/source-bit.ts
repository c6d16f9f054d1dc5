export type SourceName = 'template' | 'live' | 'admission' | 'probe';

/** The kinds of evidence as a row keeps them: who has ever seen it. */
export const sourceBit: Readonly<Record<SourceName, number>> = {
  template: 1,
  live: 2,
  admission: 4,
  probe: 8,
};
