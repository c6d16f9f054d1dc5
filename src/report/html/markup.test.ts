import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escaped, html, Markup } from './markup.ts';

describe('what is put into a page is escaped', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
    ['a & b &amp; c', 'a &amp; b &amp;amp; c'],
    ['pay\u202eroll', 'pay⟨U+202E⟩roll'],
    ['\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['a\u200bb\ufeff', 'a⟨U+200B⟩b⟨U+FEFF⟩'],
    ['\u0000\u001b[31m', '⟨U+0000⟩⟨U+001B⟩[31m'],
    ['\u{e0041}', '⟨U+E0041⟩'],
    ['two\nlines', 'two\nlines'],
    ['naïve שלום 日本 👩🏽', 'naïve שלום 日本 👩🏽'],
    ['\ud800', '\ufffd'],
  ])('%j', (text, expected) => expect(escaped(text)).toBe(expected));

  test('markup is put in as it is, lists are joined, null and false are nothing', () =>
    expect(html`<p>${new Markup('<b>x</b>')}${['<', html`<i>${'>'}</i>`]}${null}${false}${0}</p>`.text).toBe(
      '<p><b>x</b>&lt;<i>&gt;</i>0</p>',
    ));

  test('no text can end the text or the attribute it stands in', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/.test(escaped(text)),
      ),
    ));
});
