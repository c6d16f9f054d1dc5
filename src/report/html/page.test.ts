import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleOverview } from './example-overview.fixture.ts';
import { htmlPage } from './page.ts';

const page = htmlPage(exampleOverview());
const body = page.slice(page.indexOf('<body>'), page.indexOf('<script>'));

/** Every tag with its attributes, in order. */
function tags(text: string): { name: string; attributes: string; closes: boolean }[] {
  return [...text.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)].map(
    ([, slash, name = '', attributes = '']) => ({
      name,
      attributes,
      closes: slash === '/',
    }),
  );
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

describe('the page is whole by itself', () => {
  test('names nothing to load', () => {
    for (const { name, attributes } of tags(page)) {
      expect(
        ['link', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'video', 'audio'],
        name,
      ).not.toContain(name);
      expect(attribute(attributes, 'src')).toBeUndefined();
      expect(attribute(attributes, 'href') ?? '#', attributes).toMatch(/^#/);
    }
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  test('its policy lets nothing be loaded, and only its own sheet and script run', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const inside = (tag: string): string => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? '';
    const of = (text: string): string => `&#39;sha256-${hash('sha256', text, 'base64')}&#39;`;
    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `style-src ${of(inside('style'))}`,
      `script-src ${of(inside('script'))}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(page.match(/<(?:style|script)/g)).toHaveLength(2);
  });

  test('no element has a style or a handler of its own', () => {
    for (const { attributes } of tags(page)) expect(attributes).not.toMatch(/\s(?:style|on\w+)=/);
  });
});

describe('the page can be read by everybody', () => {
  test('it says its language, and has one main and one first heading', () => {
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<main>/g)).toHaveLength(1);
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  test('no heading skips a level', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1));
  });

  test('every table has a caption, and every heading cell says what it is of', () => {
    const tables = body.match(/<table[\s\S]*?<\/table>/g) ?? [];
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) expect(table).toContain('<caption');
    for (const { name, attributes, closes } of tags(body))
      if (name === 'th' && !closes)
        expect(attribute(attributes, 'scope'), attributes).toMatch(/^(?:col|row|rowgroup)$/);
  });

  test('every picture says what it shows, or is left out of what is read', () => {
    for (const { name, attributes, closes } of tags(body))
      if (name === 'svg' && !closes)
        expect(
          attribute(attributes, 'aria-hidden') === 'true' ||
            (attribute(attributes, 'role') === 'img' &&
              (attribute(attributes, 'aria-label') ?? '').length > 5),
          attributes,
        ).toBe(true);
  });

  test('ids are given once, and every link leads somewhere', () => {
    const ids = tags(page).flatMap(({ attributes }) => attribute(attributes, 'id') ?? []);
    expect(ids.length).toBe(new Set(ids).size);
    const known = new Set(ids);
    const links = tags(page).flatMap(({ attributes }) => attribute(attributes, 'href') ?? []);
    // A move may be of a namespace that is gone.
    for (const link of links)
      if (!/^#ns-(?:many|media)/.test(link)) expect(known, link).toContain(link.slice(1));
  });

  test('tags are closed in order', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'br', 'wbr', 'input', 'rect', 'line', 'path', 'circle']);
    for (const { name, attributes, closes } of tags(
      page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, ''),
    )) {
      if (empty.has(name) || attributes.endsWith('/')) continue;
      if (closes) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });
});

describe('what it says', () => {
  test.each([
    'Enforced: baseline in 2 of 8 namespaces.',
    '1 namespace is held back',
    '1 namespace may take its next step.',
    '■ 1 held',
    '○ 1 not yet known',
    '▲ 1 may step',
    '▼ 1 to step back',
    '(Conflict)',
    'k8s/indexer.yaml:31',
    'pod: securityContext.runAsNonRoot: true',
    'mended there, not yet scanned',
    'excused by search/indexer-ports',
    '■ error',
    '■ Overdue',
    '8 namespaces',
    'the chain is broken',
    'entry 7 was changed',
    `sha256:${'c'.repeat(64)}`,
    'templates only: running pods were never seen',
    '12 older steps',
  ])('%s', (text) => expect(page).toContain(text));

  test('nothing at all makes a page too', () => {
    const empty = exampleOverview();
    const text = htmlPage({
      ...empty,
      rollouts: [],
      namespaces: [],
      findings: [],
      counts: { open: 0, excused: 0, workloads: 0, namespaces: 0, checks: [] },
      contracts: [],
      moves: [],
      evidence: { scans: 0, completeScans: 0, lastComplete: null, sources: [], blind: [] },
      trends: {
        days: [empty.at],
        enforced: [],
        exempt: [null],
        violating: [],
        debt: [],
        timeToEnforce: [],
        events: [],
        regressions: [],
      },
      proof: null,
    });
    for (const said of [
      'No rollout is planned.',
      'Nothing is open.',
      'No contract is in force',
      'Nothing has moved yet.',
    ])
      expect(text).toContain(said);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    // Of one day alone there is nothing to draw.
    expect(text).not.toContain('role="img"');
  });

  test('what cannot be decided is said first, and nothing good is said of it', () => {
    const base = exampleOverview();
    const rollouts = base.rollouts.map((one) => ({
      ...one,
      status: { ...one.status, problem: 'no scan of prod-1 was recorded', namespaces: [] },
    }));
    const text = htmlPage({ ...base, rollouts });
    expect(text).toContain(
      '<p class="lead">Nothing can be decided of baseline: no scan of prod-1 was recorded.',
    );
    expect(text).not.toContain('No namespace is held back');
  });

  test('no number is none', () => expect(page).not.toMatch(/NaN|undefined|Infinity/));
});

describe('hostile words change nothing but words', () => {
  const skeleton = (text: string): string =>
    tags(text)
      .map(({ name, closes }) => (closes ? `/${name}` : name))
      .join(' ');

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    '\u202e</table>',
    ']]>--><!--',
    '&#x3c;b&#x3e;',
  ])('%j', (hostile) => {
    const text = htmlPage(exampleOverview((word) => `${word}${hostile}`));
    expect(skeleton(text)).toBe(skeleton(page));
    expect(text).not.toContain(hostile);
  });

  test('whatever they are', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (tail) => {
        const text = htmlPage(exampleOverview((word) => `${word}${tail}`));
        expect(skeleton(text)).toBe(skeleton(page));
      }),
      { numRuns: 50 },
    ));
});
