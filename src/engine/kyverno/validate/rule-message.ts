import type { Json } from '../../../kube/json.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expressions } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate, type Template } from '../variable/template.ts';

/** The message of a rule, and how upstream words its answers around it (kyverno v1.19 validate_resource.go). */
export class RuleMessage {
  readonly rule: string;
  readonly written: string;
  readonly #template: Template;
  readonly #expressions: Expressions;

  constructor(rule: string, written: string, expressions: Expressions) {
    this.rule = rule;
    this.written = written;
    this.#template = compileTemplate(written, expressions);
    this.#expressions = expressions;
  }

  /** What a deny rule says; `conditions` are the messages of the conditions that held. */
  deny(conditions: string, context: () => JsonContext): string {
    if (this.written === '' && conditions === '') return `validation error: rule ${this.rule} failed`;
    const value = this.#denyValue(conditions, context);
    if (value === null) return conditions;
    return typeof value === 'string'
      ? value
      : "the produced message didn't resolve to a string, check your policy definition.";
  }

  #denyValue(conditions: string, context: () => JsonContext): Json {
    const texts = [this.written, conditions].filter((text) => text !== '');
    const template =
      conditions === '' ? this.#template : compileTemplate(texts.join('; '), this.#expressions);
    if (template.fixed !== undefined) return template.fixed;
    try {
      return template.evaluate(context()) ?? 'null';
    } catch (error) {
      if (error instanceof SubstitutionError) return null;
      throw error;
    }
  }

  /** What a pattern rule says; `path` is '' where upstream names no place. */
  pattern(path: string, cause: () => string, context: () => JsonContext): string {
    const where = path === '' ? `execution error: ${cause()}` : `failed at path ${path}`;
    const message = this.#sentence(context);
    if (message === null) {
      return `validation error: variables substitution error in rule ${this.rule} execution error: ${cause()}`;
    }
    return `validation error: ${message}rule ${this.rule} ${where}`;
  }

  anyPattern(causes: string, context: () => JsonContext): string {
    const message = this.#sentence(context);
    if (message === null) {
      return `validation error: variables substitution error in rule ${this.rule} execution error: ${causes}`;
    }
    return `validation error: ${message}${causes}`;
  }

  /** With a full stop and a space, '' without a message, null when its variables cannot be resolved. */
  #sentence(context: () => JsonContext): string | null {
    if (this.written === '') return '';
    const value = this.#evaluated(context);
    if (value === null) return null;
    return value.endsWith('.') ? `${value} ` : `${value}. `;
  }

  #evaluated(context: () => JsonContext): string | null {
    const { fixed } = this.#template;
    if (typeof fixed === 'string') return fixed;
    try {
      const value = this.#template.evaluate(context());
      // Upstream crashes on a message that is no text.
      return typeof value === 'string' ? value : null;
    } catch (error) {
      if (error instanceof SubstitutionError) return null;
      throw error;
    }
  }
}
