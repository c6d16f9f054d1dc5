import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { listType, optionalType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { OptionalValue } from '../value/optional.ts';
import type { Value } from '../value/value.ts';
import {
  dnsLabel,
  dnsLabel1035,
  dnsSubdomain,
  labelValue,
  qualifiedName,
  withoutTrailingDash,
} from './names.ts';
import { parseRequestUri } from './url-parse.ts';

const formatType: Type = structType('kubernetes.NamedFormat');

/** A format that a string can be checked against. `regexSize` is what its check costs. */
export class FormatValue extends OpaqueValue {
  readonly type: Type = formatType;
  override readonly goType: string = '*cel.Format';
  readonly name: string;
  readonly regexSize: number;
  readonly check: (text: string) => readonly string[];

  constructor(name: string, regexSize: number, check: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.regexSize = regexSize;
    this.check = check;
  }

  equals(other: Value): boolean {
    return other instanceof FormatValue && other.name === this.name;
  }

  toString(): string {
    return this.name;
  }
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/;

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return (
    month >= 1 && month <= 12 && day >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

function isDateTime(text: string): boolean {
  const [date = '', clock = ''] = text.toLowerCase().split('t');
  const match = isDate(date) ? CLOCK.exec(clock) : null;
  if (match === null) return false;
  const [, hour = '', minute = '', second = ''] = match;
  return hour <= '23' && minute <= '59' && second <= '59';
}

function when(test: (text: string) => boolean, problem: string): (text: string) => readonly string[] {
  return (text) => (test(text) ? [] : [problem]);
}

function uri(text: string): readonly string[] {
  const parsed = parseRequestUri(text);
  return typeof parsed === 'string' ? [parsed] : [];
}

/** The lengths of upstream's patterns, from which their costs follow. */
const UUID_SIZE = 70;
const DATE_TIME_SIZE = 71;

const FORMATS: Readonly<Record<string, FormatValue>> = {
  dns1123Label: new FormatValue('DNS1123Label', 30, dnsLabel),
  dns1123Subdomain: new FormatValue('DNS1123Subdomain', 60, dnsSubdomain),
  dns1035Label: new FormatValue('DNS1035Label', 30, dnsLabel1035),
  qualifiedName: new FormatValue('QualifiedName', 60, qualifiedName),
  dns1123LabelPrefix: new FormatValue('DNS1123LabelPrefix', 30, (text) =>
    dnsLabel(withoutTrailingDash(text)),
  ),
  dns1123SubdomainPrefix: new FormatValue('DNS1123SubdomainPrefix', 60, (text) =>
    dnsSubdomain(withoutTrailingDash(text)),
  ),
  dns1035LabelPrefix: new FormatValue('DNS1035LabelPrefix', 30, (text) =>
    dnsLabel1035(withoutTrailingDash(text)),
  ),
  labelValue: new FormatValue('LabelValue', 40, labelValue),
  uri: new FormatValue('URI', 1103, uri),
  uuid: new FormatValue(
    'uuid',
    UUID_SIZE,
    when((text) => UUID.test(text), 'does not match the UUID format'),
  ),
  byte: new FormatValue(
    'byte',
    84,
    when((text) => BASE64.test(text), 'invalid base64'),
  ),
  date: new FormatValue('date', DATE_TIME_SIZE, when(isDate, 'invalid date')),
  datetime: new FormatValue('datetime', DATE_TIME_SIZE, when(isDateTime, 'invalid datetime')),
};

function named(name: Value | undefined): Value {
  const format = Object.hasOwn(FORMATS, name as string) ? FORMATS[name as string] : undefined;
  return format ? OptionalValue.of(format) : OptionalValue.none;
}

function validate(format: Value | undefined, text: Value | undefined): Value {
  const problems = (format as FormatValue).check(text as string);
  return problems.length === 0 ? OptionalValue.none : OptionalValue.of(problems);
}

const functions: readonly FunctionDecl[] = [
  {
    name: 'validate',
    overloads: [
      member('format-validate', [formatType, stringType], optionalType(listType(stringType)), validate),
    ],
  },
  {
    name: 'format.named',
    overloads: [global('format-named', [stringType], optionalType(formatType), named)],
  },
  ...Object.entries(FORMATS).map(([name, format]) => ({
    name: `format.${name}`,
    overloads: [global(`format.${name}`, [], formatType, () => format)],
  })),
];

/** apiserver pkg/cel/library/format.go. */
export const namedFormatLibrary: Library = { functions };
