import { describe, expect, test } from 'vitest';
import { isOwner, parseCodeOwners } from './codeowners.ts';

const person = (email: string): { name: string; email: string } => ({ name: '', email });

describe('which rule speaks of a file', () => {
  test.each([
    ['* @a', 'x/y.yaml', ['@a']],
    ['*.yaml @a', 'x/y.yaml', ['@a']],
    ['*.yaml @a', 'x/y.json', undefined],
    ['/exceptions/ @a', 'exceptions/shop/x.yaml', ['@a']],
    ['exceptions/ @a', 'deep/exceptions/x.yaml', ['@a']],
    ['/exceptions @a', 'exceptions/x.yaml', ['@a']],
    ['/exceptions/ @a', 'exceptions', undefined],
    ['/docs/* @a', 'docs/x.md', ['@a']],
    ['/docs/* @a', 'docs/deep/x.md', undefined],
    ['/docs/** @a', 'docs/deep/x.md', ['@a']],
    ['**/logs @a', 'a/b/logs/x', ['@a']],
    ['/a/**/c.yaml @a', 'a/c.yaml', ['@a']],
    ['/a/**/c.yaml @a', 'a/b/b/c.yaml', ['@a']],
    ['exceptions/shop @a', 'x/exceptions/shop/y.yaml', undefined],
    ['# * @a\n*.md @b # end', 'x.md', ['@b']],
    ['* @a\n/x/ @b c@d.e', 'x/y', ['@b', 'c@d.e']],
    ['* @a\n/x/', 'x/y', []],
    ['[Section]\n* @a', 'x', ['@a']],
    [`${'*'.repeat(40)}x @a`, 'y'.repeat(200), undefined],
  ])('%s for %s', (text, path, owners) => {
    expect(parseCodeOwners(text).of(path)).toEqual(owners);
  });
});

describe('who is an owner', () => {
  test.each([
    ['ann@acme.dev', ['Ann@acme.dev'], 'yes'],
    ['ann@acme.dev', ['bob@acme.dev'], 'no'],
    ['ann@acme.dev', ['@ann'], 'unknown'],
    ['7+ann@users.noreply.github.com', ['@ann'], 'yes'],
    ['7+ann@users.noreply.github.com', ['@bob'], 'no'],
    ['7+ann@users.noreply.github.com', ['@acme/sec'], 'unknown'],
    ['ann@acme.dev', [], 'no'],
  ])('%s among %s: %s', (email, owners, expected) => {
    expect(isOwner(person(email), owners)).toBe(expected);
  });
});
