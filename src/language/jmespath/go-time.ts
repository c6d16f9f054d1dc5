import { JMESPathError } from './error.ts';
import { type LayoutChunk, type LayoutElement, splitLayout } from './go-time-layout.ts';

/** Go's time.Time, as far as parsing, arithmetic and RFC 3339 need it. */
export interface Time {
  /** Since 1970, before it negative. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

export const RFC3339 = '2006-01-02T15:04:05Z07:00';

const SECOND = 1_000_000_000n;

export function fromDate(date: Date): Time {
  const millis = date.getTime();
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: (millis - seconds * 1000) * 1_000_000, offset: 0 };
}

export function inNanos(time: Time): bigint {
  return BigInt(time.seconds) * SECOND + BigInt(time.nanos);
}

export function addNanos(time: Time, nanos: bigint): Time {
  const total = inNanos(time) + nanos;
  const rest = ((total % SECOND) + SECOND) % SECOND;
  return { seconds: Number((total - rest) / SECOND), nanos: Number(rest), offset: time.offset };
}

/** The parts of the clock and the calendar at the time's own offset. */
export function partsOf(time: Time): Date {
  return new Date((time.seconds + time.offset) * 1000);
}

/** `2006-01-02T15:04:05Z`, `…+02:00` */
export function formatRfc3339(time: Time): string {
  const date = partsOf(time);
  const year = date.getUTCFullYear();
  const years = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${years}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}T${clock}${zone(time.offset)}`;
}

function zone(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset <= -60 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Throws JMESPathError with Go's text. */
export function parseTime(layout: string, value: string): Time {
  const parser = new TimeParser(layout, value);
  return parser.parse(splitLayout(layout));
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Follows Go's parse step by step, since which text is blamed for an error depends on the step. */
class TimeParser {
  readonly #layout: string;
  readonly #whole: string;
  /** What is left of the value. */
  #rest: string;
  #year = 0;
  #month = -1;
  #day = -1;
  #yearDay = -1;
  #hour = 0;
  #minute = 0;
  #second = 0;
  #nanos = 0;
  #half: 'AM' | 'PM' | null = null;
  /** Of the clock that is shown. */
  #offset = 0;
  /** A zone given by name says nothing of the instant: Go reads its clock as UTC's. */
  #named = false;

  constructor(layout: string, value: string) {
    this.#layout = layout;
    this.#whole = value;
    this.#rest = value;
  }

  parse(chunks: readonly LayoutChunk[]): Time {
    for (const [i, chunk] of chunks.entries()) {
      if (!this.#skip(chunk.prefix)) throw this.#mismatch(chunk.prefix, this.#rest);
      if (chunk.element === null) break;
      const before = this.#rest;
      const outcome = this.#read(chunk.element, chunk.text, chunks[i + 1]);
      if (outcome === false) throw this.#mismatch(chunk.text, before);
      if (typeof outcome === 'string') throw this.#error(`: ${outcome} out of range`);
    }
    if (this.#rest !== '') throw this.#error(`: extra text: ${quote(this.#rest)}`);
    this.#settleClock();
    this.#settleDay();
    const date = new Date(0);
    date.setUTCFullYear(this.#year, this.#month - 1, this.#day);
    const clock = (this.#hour * 60 + this.#minute) * 60 + this.#second;
    const shift = this.#named ? 0 : this.#offset;
    return {
      seconds: date.getTime() / 1000 + clock - shift,
      nanos: this.#nanos,
      offset: this.#offset,
    };
  }

  /** True when read, false when it does not fit, or the name of what is out of range. */
  #read(element: LayoutElement, text: string, next: LayoutChunk | undefined): boolean | string {
    switch (element) {
      case '06':
        return this.#shortYear();
      case '2006':
        return this.#longYear();
      case 'Jan':
      case 'January':
        this.#month = this.#name(months, element === 'Jan' ? 3 : undefined) + 1;
        return this.#month > 0;
      case '1':
      case '01':
        return this.#number(element === '01', (n) => {
          this.#month = n;
          return n >= 1 && n <= 12 ? true : 'month';
        });
      case 'Mon':
      case 'Monday':
        return this.#name(weekdays, element === 'Mon' ? 3 : undefined) >= 0;
      case '2':
      case '_2':
      case '02':
        if (element === '_2') this.#take(/^ /);
        return this.#number(element === '02', (n) => {
          this.#day = n;
          return true;
        });
      case '__2':
      case '002':
        return this.#readYearDay(element);
      case '15':
        return this.#number(false, (n) => {
          this.#hour = n;
          return n < 24 ? true : 'hour';
        });
      case '3':
      case '03':
        return this.#number(element === '03', (n) => {
          this.#hour = n;
          return n <= 12 ? true : 'hour';
        });
      case '4':
      case '04':
        return this.#number(element === '04', (n) => {
          this.#minute = n;
          return n < 60 ? true : 'minute';
        });
      case '5':
      case '05':
        return this.#readSecond(element === '05', next);
      case 'PM':
      case 'pm':
        return this.#readHalf(element);
      case 'MST':
        return this.#readZoneName();
      case 'fraction0':
        return this.#fractionOf(this.#rest.slice(0, text.length), text.length);
      case 'fraction9': {
        const fraction = /^[.,][0-9]+/.exec(this.#rest)?.[0];
        return fraction === undefined || this.#fractionOf(fraction, fraction.length);
      }
      default:
        return this.#readOffset(element);
    }
  }

  #shortYear(): boolean {
    const digits = this.#rest.slice(0, 2);
    this.#rest = this.#rest.slice(2);
    const value = atoi(digits);
    if (digits.length < 2 || value === null) return false;
    this.#year = value + (value >= 69 ? 1900 : 2000);
    return true;
  }

  #longYear(): boolean {
    if (!/^[0-9]/.test(this.#rest) || this.#rest.length < 4) return false;
    const value = atoi(this.#rest.slice(0, 4));
    this.#rest = this.#rest.slice(4);
    if (value !== null) this.#year = value;
    return value !== null;
  }

  #name(names: readonly string[], length: number | undefined): number {
    const at = names.findIndex((name) => {
      const wanted = name.slice(0, length);
      return this.#rest.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase();
    });
    this.#rest = this.#rest.slice(names[at]?.slice(0, length).length ?? 0);
    return at;
  }

  #number(twoDigits: boolean, accept: (value: number) => boolean | string): boolean | string {
    const digits = this.#take(twoDigits ? /^[0-9]{2}/ : /^[0-9]{1,2}/);
    return digits !== null && accept(Number(digits));
  }

  #readYearDay(element: '__2' | '002'): boolean {
    if (element === '__2') this.#take(/^ {1,2}/);
    const digits = this.#take(element === '002' ? /^[0-9]{3}/ : /^[0-9]{1,3}/);
    if (digits !== null) this.#yearDay = Number(digits);
    return digits !== null;
  }

  #readSecond(twoDigits: boolean, next: LayoutChunk | undefined): boolean | string {
    const outcome = this.#number(twoDigits, (n) => {
      this.#second = n;
      return n < 60 ? true : 'second';
    });
    const asked = next?.element === 'fraction0' || next?.element === 'fraction9';
    if (outcome !== true || asked) return outcome;
    // A fraction is read even where the layout has none.
    const fraction = /^[.,][0-9]+/.exec(this.#rest)?.[0];
    return fraction === undefined || this.#fractionOf(fraction, fraction.length);
  }

  #fractionOf(text: string, length: number): boolean {
    if (text.length < length || !/^[.,][0-9]+$/.test(text)) return false;
    this.#nanos = Number(text.slice(1, 10).padEnd(9, '0'));
    this.#rest = this.#rest.slice(length);
    return true;
  }

  #readHalf(element: 'PM' | 'pm'): boolean {
    const half = this.#take(element === 'PM' ? /^[AP]M/ : /^[ap]m/);
    if (half !== null) this.#half = half.toUpperCase() as 'AM' | 'PM';
    return half !== null;
  }

  #readOffset(element: LayoutElement): boolean | string {
    if (element.startsWith('Z') && this.#take(/^Z/) !== null) return true;
    const shape = `+${element.slice(1)}`;
    const text = this.#rest.slice(0, shape.length);
    this.#rest = this.#rest.slice(shape.length);
    if (text.length < shape.length) return false;
    const colons = Array.from(shape).every((char, i) => char !== ':' || text.charAt(i) === ':');
    if (!colons) return false;
    const parts = [1, 3, 5].map((at) => text.replaceAll(':', '').slice(at, at + 2) || '00');
    // Go stops reading at the first part that is no number, but still tests the range of those before it.
    const broken = parts.findIndex((part) => !/^[0-9]{2}$/.test(part));
    const [hours = 0, minutes = 0, secs = 0] = parts.map((part, i) =>
      broken >= 0 && i >= broken ? 0 : Number(part),
    );
    if (secs > 60) return 'time zone offset second';
    if (minutes > 60) return 'time zone offset minute';
    if (hours > 24) return 'time zone offset hour';
    if (broken >= 0 || !/^[+-]/.test(text)) return false;
    this.#offset = ((hours * 60 + minutes) * 60 + secs) * (text.startsWith('-') ? -1 : 1);
    return true;
  }

  /** There is no local zone to know a name, so it counts as UTC; only GMT may carry hours. */
  #readZoneName(): boolean {
    if (this.#take(/^UTC/) !== null) return true;
    const gmt = this.#take(/^GMT(?:[+-](?:0*(?:2[0-3]|1[0-9]|[0-9]))(?![0-9]))?/);
    if (gmt !== null) {
      this.#offset = Number(gmt.slice(3)) * 3600;
      this.#named = true;
      return true;
    }
    const signed = this.#take(/^[+-]0*(?:2[0-3]|1[0-9]|[0-9])(?![0-9])/);
    if (signed !== null) return true;
    return this.#take(/^(?:ChST|MeST|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z]))/) !== null;
  }

  #settleClock(): void {
    if (this.#half === 'PM' && this.#hour < 12) this.#hour += 12;
    else if (this.#half === 'AM' && this.#hour === 12) this.#hour = 0;
  }

  #settleDay(): void {
    if (this.#yearDay >= 0) {
      const date = new Date(0);
      date.setUTCFullYear(this.#year, 0, this.#yearDay);
      if (this.#yearDay < 1 || date.getUTCFullYear() !== this.#year) {
        throw this.#error(': day-of-year out of range');
      }
      const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
      if (this.#month >= 0 && this.#month !== month) {
        throw this.#error(': day-of-year does not match month');
      }
      if (this.#day >= 0 && this.#day !== day) throw this.#error(': day-of-year does not match day');
      this.#month = month;
      this.#day = day;
    }
    if (this.#month < 0) this.#month = 1;
    if (this.#day < 0) this.#day = 1;
    const last = new Date(0);
    last.setUTCFullYear(this.#year, this.#month, 0);
    if (this.#day < 1 || this.#day > last.getUTCDate()) throw this.#error(': day out of range');
  }

  /** Runs of spaces are equal, whatever their length. */
  #skip(prefix: string): boolean {
    let wanted = prefix;
    while (wanted !== '') {
      if (wanted.startsWith(' ')) {
        if (this.#rest !== '' && !this.#rest.startsWith(' ')) return false;
        wanted = wanted.replace(/^ +/, '');
        this.#rest = this.#rest.replace(/^ +/, '');
      } else {
        if (this.#rest.charAt(0) !== wanted.charAt(0)) return false;
        wanted = wanted.slice(1);
        this.#rest = this.#rest.slice(1);
      }
    }
    return true;
  }

  #take(pattern: RegExp): string | null {
    const found = pattern.exec(this.#rest)?.[0];
    if (found === undefined) return null;
    this.#rest = this.#rest.slice(found.length);
    return found;
  }

  #mismatch(wanted: string, found: string): JMESPathError {
    return this.#error(` as ${quote(this.#layout)}: cannot parse ${quote(found)} as ${quote(wanted)}`);
  }

  #error(text: string): JMESPathError {
    return new JMESPathError(`parsing time ${quote(this.#whole)}${text}`);
  }
}

/** Go's atoi: a sign is allowed. */
function atoi(text: string): number | null {
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) : null;
}

/** Package time quotes on its own terms: bytes beyond ASCII as `\xNN`. */
function quote(text: string): string {
  let quoted = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `"${quoted}"`;
}
