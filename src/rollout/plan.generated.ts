// @ts-nocheck: made from a schema under schema/ by tools/generate.ts; change that and run it again.
import { formats, length, sameJson } from '../schema/runtime.ts';
import type { Validator } from '../schema/problems.ts';

export interface HardeningRollout {
  readonly apiVersion: 'portcullis.dev/v1alpha1';
  readonly kind: 'HardeningRollout';
  readonly metadata: {
    /** Names the rollout in reports, in labels and on the command line. */
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** The plan. */
  readonly spec: {
    /** Rollouts that must have reached enforce in a namespace before this one begins there. */
    readonly after?: readonly string[];
    /** What is rolled out, together and at one pace. A Pod Security rollout holds exactly one. */
    readonly policies: readonly {
      /** Who judges. */
      readonly engine: 'PodSecurity' | 'Kyverno' | 'Gatekeeper' | 'ValidatingAdmissionPolicy';
      /** PodSecurity: the level. */
      readonly level?: 'baseline' | 'restricted';
      /** PodSecurity: the version of the level, pinned. Raising it is a step of its own. */
      readonly version?: string;
      /** The kind of the policy, such as ClusterPolicy: names are unique only within one. */
      readonly kind?: string;
      /** The namespace of a namespaced policy. */
      readonly namespace?: string;
      /** The name of the policy. */
      readonly name?: string;
      /** Only these rules of it; all when absent. */
      readonly rules?: readonly string[];
    }[];
    /** The namespaces it is for; all when absent. */
    readonly selector?: {
      /** Labels with exactly these values. */
      readonly matchLabels?: Readonly<Record<string, string>>;
      /** Requirements that must all hold. */
      readonly matchExpressions?: readonly {
        /** The label. */
        readonly key: string;
        /** How it is compared. */
        readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
        /** With what. */
        readonly values?: readonly string[];
      }[];
    };
    /** Observe only says what it would do, Propose prepares the step for a person, Auto takes it. */
    readonly mode?: 'Observe' | 'Propose' | 'Auto';
    /** The stage at which a namespace begins that is made while the rollout runs. When absent: Enforce as soon as nine tenths of its wave enforce, else Audit. */
    readonly newNamespaces?: 'Audit' | 'Warn' | 'Enforce';
    /** How a step is taken. */
    readonly output?: {
      /** Labels prints the patch, Files edits the Namespace manifests, PullRequest makes a branch with that edit. */
      readonly kind?: 'Labels' | 'PullRequest' | 'Files';
      /** PullRequest: the remote that branches are pushed to, as `git push` takes it. */
      readonly repository?: string;
      /** Where the Namespace manifests lie, seen from the root of the repository. */
      readonly path?: string;
      /** PullRequest: the branch that is asked to take the change. */
      readonly branch?: string;
    };
    /** What must have been seen before a namespace takes a step. */
    readonly gates?: {
      /** Before warn. The window is 3d when absent. */
      readonly warn?: {
        /** Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of. */
        readonly violations?: 'Hold' | 'Allow';
        /** How much observed time without a violation. Time in which a needed source was down does not count. */
        readonly window?: string;
        /** A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent. */
        readonly maxGap?: string;
        /** How many complete scans in the window; 2 when absent. */
        readonly scans?: number;
        /** How old the last complete scan may be; maxGap when absent. */
        readonly freshness?: string;
        /** What evidence counts for a workload that ran no pod in the whole window; Template when absent. */
        readonly silentWorkloads?: 'Template' | 'Probe' | 'Live';
        /** How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent. */
        readonly minEphemeralAdmissions?: number;
        /** How many people must have approved the step; 0 when absent. */
        readonly approvals?: number;
        /** Outside opinions. */
        readonly checks?: readonly {
          /** Its name. */
          readonly name: string;
          /** Where to ask. */
          readonly url: string;
          /** How long to wait; 10 seconds when absent. */
          readonly timeout?: string;
        }[];
      };
      /** Before enforce. The window is 14d when absent. */
      readonly enforce?: {
        /** Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of. */
        readonly violations?: 'Hold' | 'Allow';
        /** How much observed time without a violation. Time in which a needed source was down does not count. */
        readonly window?: string;
        /** A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent. */
        readonly maxGap?: string;
        /** How many complete scans in the window; 2 when absent. */
        readonly scans?: number;
        /** How old the last complete scan may be; maxGap when absent. */
        readonly freshness?: string;
        /** What evidence counts for a workload that ran no pod in the whole window; Template when absent. */
        readonly silentWorkloads?: 'Template' | 'Probe' | 'Live';
        /** How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent. */
        readonly minEphemeralAdmissions?: number;
        /** How many people must have approved the step; 0 when absent. */
        readonly approvals?: number;
        /** Outside opinions. */
        readonly checks?: readonly {
          /** Its name. */
          readonly name: string;
          /** Where to ask. */
          readonly url: string;
          /** How long to wait; 10 seconds when absent. */
          readonly timeout?: string;
        }[];
      };
    };
    /** The order of the namespaces. A wave begins a stage when the one before has reached it and soaked. Only the last may leave out its selector: it takes the rest. */
    readonly waves?: readonly {
      /** Its name. */
      readonly name: string;
      /** Its namespaces. */
      readonly selector?: {
        /** Labels with exactly these values. */
        readonly matchLabels?: Readonly<Record<string, string>>;
        /** Requirements that must all hold. */
        readonly matchExpressions?: readonly {
          /** The label. */
          readonly key: string;
          /** How it is compared. */
          readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
          /** With what. */
          readonly values?: readonly string[];
        }[];
      };
      /** How many of its namespaces may be in a step at once, until they have soaked: a number, or a percentage, rounded up. */
      readonly maxConcurrent?: number | string;
      /** How long the wave stays at a stage, with at least one pod created in it meanwhile, before the next wave follows. */
      readonly soak?: string;
      /** Gates of this wave; what is absent here is taken from the gates above. */
      readonly gates?: {
        /** Before warn. The window is 3d when absent. */
        readonly warn?: {
          /** Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of. */
          readonly violations?: 'Hold' | 'Allow';
          /** How much observed time without a violation. Time in which a needed source was down does not count. */
          readonly window?: string;
          /** A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent. */
          readonly maxGap?: string;
          /** How many complete scans in the window; 2 when absent. */
          readonly scans?: number;
          /** How old the last complete scan may be; maxGap when absent. */
          readonly freshness?: string;
          /** What evidence counts for a workload that ran no pod in the whole window; Template when absent. */
          readonly silentWorkloads?: 'Template' | 'Probe' | 'Live';
          /** How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent. */
          readonly minEphemeralAdmissions?: number;
          /** How many people must have approved the step; 0 when absent. */
          readonly approvals?: number;
          /** Outside opinions. */
          readonly checks?: readonly {
            /** Its name. */
            readonly name: string;
            /** Where to ask. */
            readonly url: string;
            /** How long to wait; 10 seconds when absent. */
            readonly timeout?: string;
          }[];
        };
        /** Before enforce. The window is 14d when absent. */
        readonly enforce?: {
          /** Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of. */
          readonly violations?: 'Hold' | 'Allow';
          /** How much observed time without a violation. Time in which a needed source was down does not count. */
          readonly window?: string;
          /** A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent. */
          readonly maxGap?: string;
          /** How many complete scans in the window; 2 when absent. */
          readonly scans?: number;
          /** How old the last complete scan may be; maxGap when absent. */
          readonly freshness?: string;
          /** What evidence counts for a workload that ran no pod in the whole window; Template when absent. */
          readonly silentWorkloads?: 'Template' | 'Probe' | 'Live';
          /** How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent. */
          readonly minEphemeralAdmissions?: number;
          /** How many people must have approved the step; 0 when absent. */
          readonly approvals?: number;
          /** Outside opinions. */
          readonly checks?: readonly {
            /** Its name. */
            readonly name: string;
            /** Where to ask. */
            readonly url: string;
            /** How long to wait; 10 seconds when absent. */
            readonly timeout?: string;
          }[];
        };
      };
    }[];
    /** How much may move within 24 hours, in steps to warn or enforce. */
    readonly limits?: {
      /** Namespaces. */
      readonly namespacesPerDay?: number;
      /** Pods in those namespaces. */
      readonly podsPerDay?: number;
    };
    /** When steps forward may be taken. A deny window wins; where there is any allow window, it must be open. */
    readonly windows?: readonly {
      /** Whether it opens or closes. */
      readonly kind: 'Allow' | 'Deny';
      /** When it begins: five cron fields. */
      readonly schedule?: string;
      /** How long it lasts. */
      readonly duration?: string;
      /** The IANA time zone of the schedule or of the days. */
      readonly timeZone?: string;
      /** Its first day. */
      readonly from?: string;
      /** Its last day. */
      readonly until?: string;
      /** Why, for those who wait. */
      readonly reason?: string;
    }[];
    /** What happens when a promise was broken: a workload is refused that had been judged clean. */
    readonly demotion?: {
      /** Propose the step back, take it, or excuse the one workload for 72 hours. */
      readonly action?: 'Propose' | 'Demote' | 'Quarantine';
      /** How many such refusals it takes. */
      readonly rejections?: number;
      /** How many workloads they must hit. */
      readonly workloads?: number;
      /** Within what time. */
      readonly window?: string;
      /** How long evidence does not count after a step back; doubles with each. */
      readonly cooldown?: string;
      /** After so many steps back a namespace waits for a person. */
      readonly maxDemotions?: number;
      /** After so many namespaces stepped back within the cooldown the whole rollout pauses. */
      readonly pauseAfterNamespaces?: number;
    };
    /** Nothing is done; status still says what would be. */
    readonly suspend?: boolean;
  };
  /** Written by Portcullis in a cluster; a cache, never an input of a decision. In a file it is ignored. */
  readonly status?: {
    /** The generation the rest was computed from. */
    readonly observedGeneration?: number;
    /** How many namespaces stand where. */
    readonly namespaces?: {
      /** Not begun. */
      readonly none?: number;
      /** At audit. */
      readonly audit?: number;
      /** At warn. */
      readonly warn?: number;
      /** At enforce. */
      readonly enforce?: number;
      /** Held by an open violation, a conflict or a person. */
      readonly blocked?: number;
    };
    /** The wave that moves now. */
    readonly wave?: string;
    /** The newest decision. */
    readonly lastDecision?: string;
    /** When the next change window opens. */
    readonly nextWindow?: string;
    /** Ready, Progressing, Complete, Demoted, Paused. */
    readonly conditions?: readonly {
      /** Which. */
      readonly type: string;
      /** Whether it holds. */
      readonly status: 'True' | 'False' | 'Unknown';
      /** For which generation. */
      readonly observedGeneration?: number;
      /** Since when. */
      readonly lastTransitionTime: string;
      /** In one word. */
      readonly reason: string;
      /** In words. */
      readonly message: string;
    }[];
  };
}

const validate = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://portcullis.dev/schema/hardeningrollout.schema.json","title":"HardeningRollout","description":"Where namespaces shall go, at what pace and on which evidence: from audit over warn to enforce.","x-portcullis-crd":{"group":"portcullis.dev","version":"v1alpha1","scope":"Cluster","names":{"kind":"HardeningRollout","listKind":"HardeningRolloutList","plural":"hardeningrollouts","singular":"hardeningrollout","shortNames":["hr"]},"additionalPrinterColumns":[{"name":"Mode","type":"string","jsonPath":".spec.mode"},{"name":"Audit","type":"integer","jsonPath":".status.namespaces.audit"},{"name":"Warn","type":"integer","jsonPath":".status.namespaces.warn"},{"name":"Enforce","type":"integer","jsonPath":".status.namespaces.enforce"},{"name":"Blocked","type":"integer","jsonPath":".status.namespaces.blocked"},{"name":"Wave","type":"string","jsonPath":".status.wave"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]},"type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"x-kubernetes-validations":[{"rule":"self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$')","message":"the name becomes part of a label key: a DNS label of at most 50 characters"}],"properties":{"apiVersion":{"const":"portcullis.dev/v1alpha1"},"kind":{"const":"HardeningRollout"},"metadata":{"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":50,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$","x-expected":"a DNS label of at most 50 characters, since it becomes part of a label key","description":"Names the rollout in reports, in labels and on the command line."},"labels":{"type":"object","additionalProperties":{"type":"string"}},"annotations":{"type":"object","additionalProperties":{"type":"string"}}}},"spec":{"type":"object","additionalProperties":false,"required":["policies"],"x-kubernetes-validations":[{"rule":"!self.policies.exists(p, p.engine == 'PodSecurity') || self.policies.size() == 1","message":"a Pod Security rollout holds exactly one policy: its stage is the namespace's own labels; write one rollout for each level and one for the other engines"},{"rule":"!has(self.waves) || self.waves.all(w, self.waves.exists_one(v, v.name == w.name))","message":"wave names must differ"}],"description":"The plan.","properties":{"after":{"type":"array","x-kubernetes-list-type":"set","maxItems":8,"description":"Rollouts that must have reached enforce in a namespace before this one begins there.","items":{"type":"string","minLength":1,"maxLength":50,"description":"The name of a rollout."}},"policies":{"type":"array","minItems":1,"maxItems":64,"description":"What is rolled out, together and at one pace. A Pod Security rollout holds exactly one.","items":{"type":"object","additionalProperties":false,"required":["engine"],"x-kubernetes-validations":[{"rule":"self.engine == 'PodSecurity' ? (has(self.level) && has(self.version) && !has(self.name) && !has(self.kind)) : (has(self.name) && !has(self.level) && !has(self.version))","message":"PodSecurity takes level and a pinned version; every other engine takes name"},{"rule":"!(self.engine in ['Kyverno', 'Gatekeeper']) || has(self.kind)","message":"Kyverno and Gatekeeper policies need kind: names are unique only within one"}],"description":"One policy.","properties":{"engine":{"type":"string","enum":["PodSecurity","Kyverno","Gatekeeper","ValidatingAdmissionPolicy"],"description":"Who judges."},"level":{"type":"string","enum":["baseline","restricted"],"description":"PodSecurity: the level."},"version":{"type":"string","maxLength":8,"pattern":"^v1\\.(0|[1-9][0-9]*)$","x-expected":"a pinned version such as v1.34","description":"PodSecurity: the version of the level, pinned. Raising it is a step of its own."},"kind":{"type":"string","minLength":1,"maxLength":63,"description":"The kind of the policy, such as ClusterPolicy: names are unique only within one."},"namespace":{"type":"string","minLength":1,"maxLength":63,"description":"The namespace of a namespaced policy."},"name":{"type":"string","minLength":1,"maxLength":253,"description":"The name of the policy."},"rules":{"type":"array","minItems":1,"maxItems":64,"description":"Only these rules of it; all when absent.","items":{"type":"string","minLength":1,"maxLength":253,"description":"The name of a rule."}}}}},"selector":{"$ref":"#/$defs/selector","description":"The namespaces it is for; all when absent."},"mode":{"type":"string","enum":["Observe","Propose","Auto"],"default":"Propose","description":"Observe only says what it would do, Propose prepares the step for a person, Auto takes it."},"newNamespaces":{"type":"string","enum":["Audit","Warn","Enforce"],"description":"The stage at which a namespace begins that is made while the rollout runs. When absent: Enforce as soon as nine tenths of its wave enforce, else Audit."},"output":{"type":"object","additionalProperties":false,"description":"How a step is taken.","properties":{"kind":{"type":"string","enum":["Labels","PullRequest","Files"],"default":"PullRequest","description":"Labels prints the patch, Files edits the Namespace manifests, PullRequest makes a branch with that edit."},"repository":{"type":"string","minLength":1,"maxLength":512,"description":"PullRequest: the remote that branches are pushed to, as `git push` takes it."},"path":{"type":"string","minLength":1,"maxLength":512,"pattern":"^[^/].*$","x-expected":"a relative path","description":"Where the Namespace manifests lie, seen from the root of the repository."},"branch":{"type":"string","minLength":1,"maxLength":255,"description":"PullRequest: the branch that is asked to take the change."}}},"gates":{"$ref":"#/$defs/gates","description":"What must have been seen before a namespace takes a step."},"waves":{"type":"array","maxItems":32,"description":"The order of the namespaces. A wave begins a stage when the one before has reached it and soaked. Only the last may leave out its selector: it takes the rest.","items":{"type":"object","additionalProperties":false,"required":["name"],"description":"One wave.","properties":{"name":{"type":"string","minLength":1,"maxLength":63,"description":"Its name."},"selector":{"$ref":"#/$defs/selector","description":"Its namespaces."},"maxConcurrent":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer","minimum":1},{"type":"string","maxLength":4,"pattern":"^(100|[1-9][0-9]?)%$"}],"description":"How many of its namespaces may be in a step at once, until they have soaked: a number, or a percentage, rounded up.","x-expected":"a positive number or a percentage from 1% to 100%","x-kubernetes-validations":[{"rule":"type(self) == int ? self >= 1 : self.matches('^(100|[1-9][0-9]?)%$')","message":"a positive number or a percentage from 1% to 100%"}]},"soak":{"$ref":"#/$defs/duration","description":"How long the wave stays at a stage, with at least one pod created in it meanwhile, before the next wave follows."},"gates":{"$ref":"#/$defs/gates","description":"Gates of this wave; what is absent here is taken from the gates above."}}}},"limits":{"type":"object","additionalProperties":false,"description":"How much may move within 24 hours, in steps to warn or enforce.","properties":{"namespacesPerDay":{"type":"integer","minimum":1,"description":"Namespaces."},"podsPerDay":{"type":"integer","minimum":1,"description":"Pods in those namespaces."}}},"windows":{"type":"array","maxItems":32,"description":"When steps forward may be taken. A deny window wins; where there is any allow window, it must be open.","items":{"type":"object","additionalProperties":false,"required":["kind"],"x-kubernetes-validations":[{"rule":"has(self.schedule) ? (has(self.duration) && !has(self.from)) : (has(self.from) && has(self.until) && !has(self.duration))","message":"a window is schedule + duration, or from + until (both days inclusive, in timeZone)"}],"description":"One window: schedule and duration, or from and until.","properties":{"kind":{"type":"string","enum":["Allow","Deny"],"description":"Whether it opens or closes."},"schedule":{"type":"string","minLength":1,"maxLength":64,"description":"When it begins: five cron fields."},"duration":{"$ref":"#/$defs/duration","description":"How long it lasts."},"timeZone":{"type":"string","minLength":1,"maxLength":64,"default":"Etc/UTC","description":"The IANA time zone of the schedule or of the days."},"from":{"type":"string","format":"date","description":"Its first day."},"until":{"type":"string","format":"date","description":"Its last day."},"reason":{"type":"string","minLength":1,"maxLength":256,"description":"Why, for those who wait."}}}},"demotion":{"type":"object","additionalProperties":false,"description":"What happens when a promise was broken: a workload is refused that had been judged clean.","properties":{"action":{"type":"string","enum":["Propose","Demote","Quarantine"],"default":"Demote","description":"Propose the step back, take it, or excuse the one workload for 72 hours."},"rejections":{"type":"integer","minimum":1,"default":3,"description":"How many such refusals it takes."},"workloads":{"type":"integer","minimum":1,"default":1,"description":"How many workloads they must hit."},"window":{"$ref":"#/$defs/duration","description":"Within what time.","default":"15m"},"cooldown":{"$ref":"#/$defs/duration","description":"How long evidence does not count after a step back; doubles with each.","default":"24h"},"maxDemotions":{"type":"integer","minimum":1,"default":3,"description":"After so many steps back a namespace waits for a person."},"pauseAfterNamespaces":{"type":"integer","minimum":1,"default":3,"description":"After so many namespaces stepped back within the cooldown the whole rollout pauses."}}},"suspend":{"type":"boolean","default":false,"description":"Nothing is done; status still says what would be."}}},"status":{"type":"object","additionalProperties":false,"description":"Written by Portcullis in a cluster; a cache, never an input of a decision. In a file it is ignored.","properties":{"observedGeneration":{"type":"integer","format":"int64","minimum":0,"description":"The generation the rest was computed from."},"namespaces":{"type":"object","additionalProperties":false,"description":"How many namespaces stand where.","properties":{"none":{"type":"integer","minimum":0,"description":"Not begun."},"audit":{"type":"integer","minimum":0,"description":"At audit."},"warn":{"type":"integer","minimum":0,"description":"At warn."},"enforce":{"type":"integer","minimum":0,"description":"At enforce."},"blocked":{"type":"integer","minimum":0,"description":"Held by an open violation, a conflict or a person."}}},"wave":{"type":"string","maxLength":63,"description":"The wave that moves now."},"lastDecision":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$","description":"The newest decision."},"nextWindow":{"type":"string","format":"date-time","description":"When the next change window opens."},"conditions":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"maxItems":16,"description":"Ready, Progressing, Complete, Demoted, Paused.","items":{"type":"object","additionalProperties":false,"required":["type","status","lastTransitionTime","reason","message"],"description":"One condition, as Kubernetes writes them.","properties":{"type":{"type":"string","minLength":1,"maxLength":316,"description":"Which."},"status":{"type":"string","enum":["True","False","Unknown"],"description":"Whether it holds."},"observedGeneration":{"type":"integer","format":"int64","minimum":0,"description":"For which generation."},"lastTransitionTime":{"type":"string","format":"date-time","description":"Since when."},"reason":{"type":"string","minLength":1,"maxLength":1024,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$","x-expected":"one word","description":"In one word."},"message":{"type":"string","maxLength":32768,"description":"In words."}}}}}}},"$defs":{"duration":{"type":"string","minLength":2,"maxLength":16,"pattern":"^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$","x-expected":"a duration such as 14d, 36h or 1d12h30m"},"selector":{"type":"object","additionalProperties":false,"x-kubernetes-map-type":"atomic","description":"A label selector, as Kubernetes reads it.","properties":{"matchLabels":{"type":"object","maxProperties":16,"additionalProperties":{"type":"string","maxLength":63},"description":"Labels with exactly these values."},"matchExpressions":{"type":"array","maxItems":16,"description":"Requirements that must all hold.","items":{"type":"object","additionalProperties":false,"required":["key","operator"],"description":"One requirement.","properties":{"key":{"type":"string","minLength":1,"maxLength":317,"description":"The label."},"operator":{"type":"string","enum":["In","NotIn","Exists","DoesNotExist"],"description":"How it is compared."},"values":{"type":"array","maxItems":256,"description":"With what.","items":{"type":"string","maxLength":63}}}}}}},"gates":{"type":"object","additionalProperties":false,"description":"A gate for each step that can hurt.","properties":{"warn":{"$ref":"#/$defs/gate","description":"Before warn. The window is 3d when absent."},"enforce":{"$ref":"#/$defs/gate","description":"Before enforce. The window is 14d when absent."}}},"gate":{"type":"object","additionalProperties":false,"description":"What must have been seen.","properties":{"violations":{"type":"string","enum":["Hold","Allow"],"description":"Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of."},"window":{"$ref":"#/$defs/duration","description":"How much observed time without a violation. Time in which a needed source was down does not count."},"maxGap":{"$ref":"#/$defs/duration","description":"A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent."},"scans":{"type":"integer","minimum":1,"maximum":1000,"description":"How many complete scans in the window; 2 when absent."},"freshness":{"$ref":"#/$defs/duration","description":"How old the last complete scan may be; maxGap when absent."},"silentWorkloads":{"type":"string","enum":["Template","Probe","Live"],"description":"What evidence counts for a workload that ran no pod in the whole window; Template when absent."},"minEphemeralAdmissions":{"type":"integer","minimum":0,"maximum":1000000,"description":"How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent."},"approvals":{"type":"integer","minimum":0,"maximum":8,"description":"How many people must have approved the step; 0 when absent."},"checks":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"maxItems":8,"description":"Outside opinions.","items":{"type":"object","additionalProperties":false,"required":["name","url"],"description":"One question, asked by HTTP GET: 200 is a pass.","properties":{"name":{"type":"string","minLength":1,"maxLength":63,"description":"Its name."},"url":{"type":"string","minLength":1,"maxLength":512,"pattern":"^https://","x-expected":"a URL that begins with https://","description":"Where to ask."},"timeout":{"$ref":"#/$defs/duration","description":"How long to wait; 10 seconds when absent."}}}}}}}};
const schema32 = {"type":"object","additionalProperties":false,"x-kubernetes-map-type":"atomic","description":"A label selector, as Kubernetes reads it.","properties":{"matchLabels":{"type":"object","maxProperties":16,"additionalProperties":{"type":"string","maxLength":63},"description":"Labels with exactly these values."},"matchExpressions":{"type":"array","maxItems":16,"description":"Requirements that must all hold.","items":{"type":"object","additionalProperties":false,"required":["key","operator"],"description":"One requirement.","properties":{"key":{"type":"string","minLength":1,"maxLength":317,"description":"The label."},"operator":{"type":"string","enum":["In","NotIn","Exists","DoesNotExist"],"description":"How it is compared."},"values":{"type":"array","maxItems":256,"description":"With what.","items":{"type":"string","maxLength":63}}}}}}};
const schema35 = {"type":"string","minLength":2,"maxLength":16,"pattern":"^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$","x-expected":"a duration such as 14d, 36h or 1d12h30m"};
const func0 = Object.prototype.hasOwnProperty;
const func69 = length;
const pattern4 = new RegExp("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "u");
const pattern5 = new RegExp("^v1\\.(0|[1-9][0-9]*)$", "u");
const pattern6 = new RegExp("^[^/].*$", "u");
const pattern12 = new RegExp("^(100|[1-9][0-9]?)%$", "u");
const pattern7 = new RegExp("^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$", "u");
const pattern17 = new RegExp("^sha256:[0-9a-f]{64}$", "u");
const pattern18 = new RegExp("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", "u");
const schema33 = {"type":"object","additionalProperties":false,"description":"A gate for each step that can hurt.","properties":{"warn":{"$ref":"#/$defs/gate","description":"Before warn. The window is 3d when absent."},"enforce":{"$ref":"#/$defs/gate","description":"Before enforce. The window is 14d when absent."}}};
const schema34 = {"type":"object","additionalProperties":false,"description":"What must have been seen.","properties":{"violations":{"type":"string","enum":["Hold","Allow"],"description":"Whether open violations hold the step; Hold when absent. Only the gate of warn may allow them, since warnings are how they are heard of."},"window":{"$ref":"#/$defs/duration","description":"How much observed time without a violation. Time in which a needed source was down does not count."},"maxGap":{"$ref":"#/$defs/duration","description":"A complete scan vouches for the time since the one before when that is no longer ago; 26h when absent."},"scans":{"type":"integer","minimum":1,"maximum":1000,"description":"How many complete scans in the window; 2 when absent."},"freshness":{"$ref":"#/$defs/duration","description":"How old the last complete scan may be; maxGap when absent."},"silentWorkloads":{"type":"string","enum":["Template","Probe","Live"],"description":"What evidence counts for a workload that ran no pod in the whole window; Template when absent."},"minEphemeralAdmissions":{"type":"integer","minimum":0,"maximum":1000000,"description":"How many pods without a template (of build systems and the like) must have been admitted clean; 0 when absent."},"approvals":{"type":"integer","minimum":0,"maximum":8,"description":"How many people must have approved the step; 0 when absent."},"checks":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"maxItems":8,"description":"Outside opinions.","items":{"type":"object","additionalProperties":false,"required":["name","url"],"description":"One question, asked by HTTP GET: 200 is a pass.","properties":{"name":{"type":"string","minLength":1,"maxLength":63,"description":"Its name."},"url":{"type":"string","minLength":1,"maxLength":512,"pattern":"^https://","x-expected":"a URL that begins with https://","description":"Where to ask."},"timeout":{"$ref":"#/$defs/duration","description":"How long to wait; 10 seconds when absent."}}}}}};
const pattern10 = new RegExp("^https://", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 of Object.keys(data)){
if(!(func0.call(schema34.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
(vErrors ??= []).push(err0);
errors++;
}
}
if(data.violations !== undefined && func0.call(data, "violations")){
let data0 = data.violations;
if(typeof data0 !== "string"){
const err1 = {instancePath:instancePath+"/violations",schemaPath:"#/properties/violations/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err1);
errors++;
}
if(!((data0 === "Hold") || (data0 === "Allow"))){
const err2 = {instancePath:instancePath+"/violations",schemaPath:"#/properties/violations/enum",keyword:"enum",params:{allowedValues: schema34.properties.violations.enum}};
(vErrors ??= []).push(err2);
errors++;
}
}
if(data.window !== undefined && func0.call(data, "window")){
let data1 = data.window;
if(typeof data1 === "string"){
if(func69(data1) > 16){
const err3 = {instancePath:instancePath+"/window",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err3);
errors++;
}
if(func69(data1) < 2){
const err4 = {instancePath:instancePath+"/window",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err4);
errors++;
}
if(!pattern7.test(data1)){
const err5 = {instancePath:instancePath+"/window",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err5);
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/window",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err6);
errors++;
}
}
if(data.maxGap !== undefined && func0.call(data, "maxGap")){
let data2 = data.maxGap;
if(typeof data2 === "string"){
if(func69(data2) > 16){
const err7 = {instancePath:instancePath+"/maxGap",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err7);
errors++;
}
if(func69(data2) < 2){
const err8 = {instancePath:instancePath+"/maxGap",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err8);
errors++;
}
if(!pattern7.test(data2)){
const err9 = {instancePath:instancePath+"/maxGap",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err9);
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/maxGap",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err10);
errors++;
}
}
if(data.scans !== undefined && func0.call(data, "scans")){
let data3 = data.scans;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err11 = {instancePath:instancePath+"/scans",schemaPath:"#/properties/scans/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err11);
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 1000 || isNaN(data3)){
const err12 = {instancePath:instancePath+"/scans",schemaPath:"#/properties/scans/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000}};
(vErrors ??= []).push(err12);
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err13 = {instancePath:instancePath+"/scans",schemaPath:"#/properties/scans/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err13);
errors++;
}
}
}
if(data.freshness !== undefined && func0.call(data, "freshness")){
let data4 = data.freshness;
if(typeof data4 === "string"){
if(func69(data4) > 16){
const err14 = {instancePath:instancePath+"/freshness",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err14);
errors++;
}
if(func69(data4) < 2){
const err15 = {instancePath:instancePath+"/freshness",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err15);
errors++;
}
if(!pattern7.test(data4)){
const err16 = {instancePath:instancePath+"/freshness",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err16);
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/freshness",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err17);
errors++;
}
}
if(data.silentWorkloads !== undefined && func0.call(data, "silentWorkloads")){
let data5 = data.silentWorkloads;
if(typeof data5 !== "string"){
const err18 = {instancePath:instancePath+"/silentWorkloads",schemaPath:"#/properties/silentWorkloads/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err18);
errors++;
}
if(!(((data5 === "Template") || (data5 === "Probe")) || (data5 === "Live"))){
const err19 = {instancePath:instancePath+"/silentWorkloads",schemaPath:"#/properties/silentWorkloads/enum",keyword:"enum",params:{allowedValues: schema34.properties.silentWorkloads.enum}};
(vErrors ??= []).push(err19);
errors++;
}
}
if(data.minEphemeralAdmissions !== undefined && func0.call(data, "minEphemeralAdmissions")){
let data6 = data.minEphemeralAdmissions;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err20 = {instancePath:instancePath+"/minEphemeralAdmissions",schemaPath:"#/properties/minEphemeralAdmissions/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err20);
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 1000000 || isNaN(data6)){
const err21 = {instancePath:instancePath+"/minEphemeralAdmissions",schemaPath:"#/properties/minEphemeralAdmissions/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000}};
(vErrors ??= []).push(err21);
errors++;
}
if(data6 < 0 || isNaN(data6)){
const err22 = {instancePath:instancePath+"/minEphemeralAdmissions",schemaPath:"#/properties/minEphemeralAdmissions/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err22);
errors++;
}
}
}
if(data.approvals !== undefined && func0.call(data, "approvals")){
let data7 = data.approvals;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err23 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err23);
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 8 || isNaN(data7)){
const err24 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/maximum",keyword:"maximum",params:{comparison: "<=", limit: 8}};
(vErrors ??= []).push(err24);
errors++;
}
if(data7 < 0 || isNaN(data7)){
const err25 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err25);
errors++;
}
}
}
if(data.checks !== undefined && func0.call(data, "checks")){
let data8 = data.checks;
if(Array.isArray(data8)){
if(data8.length > 8){
const err26 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/maxItems",keyword:"maxItems",params:{limit: 8}};
(vErrors ??= []).push(err26);
errors++;
}
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if((data9.name === undefined) || (!(func0.call(data9, "name")))){
const err27 = {instancePath:instancePath+"/checks/" + i0,schemaPath:"#/properties/checks/items/required",keyword:"required",params:{missingProperty: "name"}};
(vErrors ??= []).push(err27);
errors++;
}
if((data9.url === undefined) || (!(func0.call(data9, "url")))){
const err28 = {instancePath:instancePath+"/checks/" + i0,schemaPath:"#/properties/checks/items/required",keyword:"required",params:{missingProperty: "url"}};
(vErrors ??= []).push(err28);
errors++;
}
for(const key1 of Object.keys(data9)){
if(!(((key1 === "name") || (key1 === "url")) || (key1 === "timeout"))){
const err29 = {instancePath:instancePath+"/checks/" + i0,schemaPath:"#/properties/checks/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
(vErrors ??= []).push(err29);
errors++;
}
}
if(data9.name !== undefined && func0.call(data9, "name")){
let data10 = data9.name;
if(typeof data10 === "string"){
if(func69(data10) > 63){
const err30 = {instancePath:instancePath+"/checks/" + i0+"/name",schemaPath:"#/properties/checks/items/properties/name/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err30);
errors++;
}
if(func69(data10) < 1){
const err31 = {instancePath:instancePath+"/checks/" + i0+"/name",schemaPath:"#/properties/checks/items/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err31);
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/checks/" + i0+"/name",schemaPath:"#/properties/checks/items/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err32);
errors++;
}
}
if(data9.url !== undefined && func0.call(data9, "url")){
let data11 = data9.url;
if(typeof data11 === "string"){
if(func69(data11) > 512){
const err33 = {instancePath:instancePath+"/checks/" + i0+"/url",schemaPath:"#/properties/checks/items/properties/url/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err33);
errors++;
}
if(func69(data11) < 1){
const err34 = {instancePath:instancePath+"/checks/" + i0+"/url",schemaPath:"#/properties/checks/items/properties/url/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err34);
errors++;
}
if(!pattern10.test(data11)){
const err35 = {instancePath:instancePath+"/checks/" + i0+"/url",schemaPath:"#/properties/checks/items/properties/url/pattern",keyword:"pattern",params:{pattern: "^https://"}};
(vErrors ??= []).push(err35);
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/checks/" + i0+"/url",schemaPath:"#/properties/checks/items/properties/url/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err36);
errors++;
}
}
if(data9.timeout !== undefined && func0.call(data9, "timeout")){
let data12 = data9.timeout;
if(typeof data12 === "string"){
if(func69(data12) > 16){
const err37 = {instancePath:instancePath+"/checks/" + i0+"/timeout",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err37);
errors++;
}
if(func69(data12) < 2){
const err38 = {instancePath:instancePath+"/checks/" + i0+"/timeout",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err38);
errors++;
}
if(!pattern7.test(data12)){
const err39 = {instancePath:instancePath+"/checks/" + i0+"/timeout",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err39);
errors++;
}
}
else {
const err40 = {instancePath:instancePath+"/checks/" + i0+"/timeout",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err40);
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/checks/" + i0,schemaPath:"#/properties/checks/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err41);
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err42);
errors++;
}
}
}
else {
const err43 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err43);
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 of Object.keys(data)){
if(!((key0 === "warn") || (key0 === "enforce"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
(vErrors ??= []).push(err0);
errors++;
}
}
if(data.warn !== undefined && func0.call(data, "warn")){
if(!(validate22(data.warn, {instancePath:instancePath+"/warn",parentData:data,parentDataProperty:"warn",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data.enforce !== undefined && func0.call(data, "enforce")){
if(!(validate22(data.enforce, {instancePath:instancePath+"/enforce",parentData:data,parentDataProperty:"enforce",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err1);
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const formats0 = formats.date;
const formats4 = formats.int64;
const formats6 = formats["date-time"];

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://portcullis.dev/schema/hardeningrollout.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if((data.apiVersion === undefined) || (!(func0.call(data, "apiVersion")))){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"}};
(vErrors ??= []).push(err0);
errors++;
}
if((data.kind === undefined) || (!(func0.call(data, "kind")))){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
(vErrors ??= []).push(err1);
errors++;
}
if((data.metadata === undefined) || (!(func0.call(data, "metadata")))){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"}};
(vErrors ??= []).push(err2);
errors++;
}
if((data.spec === undefined) || (!(func0.call(data, "spec")))){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
(vErrors ??= []).push(err3);
errors++;
}
for(const key0 of Object.keys(data)){
if(!(((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec")) || (key0 === "status"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
(vErrors ??= []).push(err4);
errors++;
}
}
if(data.apiVersion !== undefined && func0.call(data, "apiVersion")){
if("portcullis.dev/v1alpha1" !== data.apiVersion){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "portcullis.dev/v1alpha1"}};
(vErrors ??= []).push(err5);
errors++;
}
}
if(data.kind !== undefined && func0.call(data, "kind")){
if("HardeningRollout" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "HardeningRollout"}};
(vErrors ??= []).push(err6);
errors++;
}
}
if(data.metadata !== undefined && func0.call(data, "metadata")){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if((data2.name === undefined) || (!(func0.call(data2, "name")))){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
(vErrors ??= []).push(err7);
errors++;
}
if(data2.name !== undefined && func0.call(data2, "name")){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func69(data3) > 50){
const err8 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/maxLength",keyword:"maxLength",params:{limit: 50}};
(vErrors ??= []).push(err8);
errors++;
}
if(!pattern4.test(data3)){
const err9 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
(vErrors ??= []).push(err9);
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err10);
errors++;
}
}
if(data2.labels !== undefined && func0.call(data2, "labels")){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 of Object.keys(data4)){
if(typeof data4[key1] !== "string"){
const err11 = {instancePath:instancePath+"/metadata/labels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err11);
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/properties/metadata/properties/labels/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err12);
errors++;
}
}
if(data2.annotations !== undefined && func0.call(data2, "annotations")){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key2 of Object.keys(data6)){
if(typeof data6[key2] !== "string"){
const err13 = {instancePath:instancePath+"/metadata/annotations/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err13);
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/properties/metadata/properties/annotations/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err14);
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err15);
errors++;
}
}
if(data.spec !== undefined && func0.call(data, "spec")){
let data8 = data.spec;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if((data8.policies === undefined) || (!(func0.call(data8, "policies")))){
const err16 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "policies"}};
(vErrors ??= []).push(err16);
errors++;
}
for(const key3 of Object.keys(data8)){
if(!(func0.call(schema31.properties.spec.properties, key3))){
const err17 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
(vErrors ??= []).push(err17);
errors++;
}
}
if(data8.after !== undefined && func0.call(data8, "after")){
let data9 = data8.after;
if(Array.isArray(data9)){
if(data9.length > 8){
const err18 = {instancePath:instancePath+"/spec/after",schemaPath:"#/properties/spec/properties/after/maxItems",keyword:"maxItems",params:{limit: 8}};
(vErrors ??= []).push(err18);
errors++;
}
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
let data10 = data9[i0];
if(typeof data10 === "string"){
if(func69(data10) > 50){
const err19 = {instancePath:instancePath+"/spec/after/" + i0,schemaPath:"#/properties/spec/properties/after/items/maxLength",keyword:"maxLength",params:{limit: 50}};
(vErrors ??= []).push(err19);
errors++;
}
if(func69(data10) < 1){
const err20 = {instancePath:instancePath+"/spec/after/" + i0,schemaPath:"#/properties/spec/properties/after/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err20);
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/spec/after/" + i0,schemaPath:"#/properties/spec/properties/after/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err21);
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/spec/after",schemaPath:"#/properties/spec/properties/after/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err22);
errors++;
}
}
if(data8.policies !== undefined && func0.call(data8, "policies")){
let data11 = data8.policies;
if(Array.isArray(data11)){
if(data11.length > 64){
const err23 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/maxItems",keyword:"maxItems",params:{limit: 64}};
(vErrors ??= []).push(err23);
errors++;
}
if(data11.length < 1){
const err24 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err24);
errors++;
}
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if((data12.engine === undefined) || (!(func0.call(data12, "engine")))){
const err25 = {instancePath:instancePath+"/spec/policies/" + i1,schemaPath:"#/properties/spec/properties/policies/items/required",keyword:"required",params:{missingProperty: "engine"}};
(vErrors ??= []).push(err25);
errors++;
}
for(const key4 of Object.keys(data12)){
if(!(((((((key4 === "engine") || (key4 === "level")) || (key4 === "version")) || (key4 === "kind")) || (key4 === "namespace")) || (key4 === "name")) || (key4 === "rules"))){
const err26 = {instancePath:instancePath+"/spec/policies/" + i1,schemaPath:"#/properties/spec/properties/policies/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
(vErrors ??= []).push(err26);
errors++;
}
}
if(data12.engine !== undefined && func0.call(data12, "engine")){
let data13 = data12.engine;
if(typeof data13 !== "string"){
const err27 = {instancePath:instancePath+"/spec/policies/" + i1+"/engine",schemaPath:"#/properties/spec/properties/policies/items/properties/engine/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err27);
errors++;
}
if(!((((data13 === "PodSecurity") || (data13 === "Kyverno")) || (data13 === "Gatekeeper")) || (data13 === "ValidatingAdmissionPolicy"))){
const err28 = {instancePath:instancePath+"/spec/policies/" + i1+"/engine",schemaPath:"#/properties/spec/properties/policies/items/properties/engine/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.policies.items.properties.engine.enum}};
(vErrors ??= []).push(err28);
errors++;
}
}
if(data12.level !== undefined && func0.call(data12, "level")){
let data14 = data12.level;
if(typeof data14 !== "string"){
const err29 = {instancePath:instancePath+"/spec/policies/" + i1+"/level",schemaPath:"#/properties/spec/properties/policies/items/properties/level/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err29);
errors++;
}
if(!((data14 === "baseline") || (data14 === "restricted"))){
const err30 = {instancePath:instancePath+"/spec/policies/" + i1+"/level",schemaPath:"#/properties/spec/properties/policies/items/properties/level/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.policies.items.properties.level.enum}};
(vErrors ??= []).push(err30);
errors++;
}
}
if(data12.version !== undefined && func0.call(data12, "version")){
let data15 = data12.version;
if(typeof data15 === "string"){
if(func69(data15) > 8){
const err31 = {instancePath:instancePath+"/spec/policies/" + i1+"/version",schemaPath:"#/properties/spec/properties/policies/items/properties/version/maxLength",keyword:"maxLength",params:{limit: 8}};
(vErrors ??= []).push(err31);
errors++;
}
if(!pattern5.test(data15)){
const err32 = {instancePath:instancePath+"/spec/policies/" + i1+"/version",schemaPath:"#/properties/spec/properties/policies/items/properties/version/pattern",keyword:"pattern",params:{pattern: "^v1\\.(0|[1-9][0-9]*)$"}};
(vErrors ??= []).push(err32);
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/spec/policies/" + i1+"/version",schemaPath:"#/properties/spec/properties/policies/items/properties/version/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err33);
errors++;
}
}
if(data12.kind !== undefined && func0.call(data12, "kind")){
let data16 = data12.kind;
if(typeof data16 === "string"){
if(func69(data16) > 63){
const err34 = {instancePath:instancePath+"/spec/policies/" + i1+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err34);
errors++;
}
if(func69(data16) < 1){
const err35 = {instancePath:instancePath+"/spec/policies/" + i1+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err35);
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/spec/policies/" + i1+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err36);
errors++;
}
}
if(data12.namespace !== undefined && func0.call(data12, "namespace")){
let data17 = data12.namespace;
if(typeof data17 === "string"){
if(func69(data17) > 63){
const err37 = {instancePath:instancePath+"/spec/policies/" + i1+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err37);
errors++;
}
if(func69(data17) < 1){
const err38 = {instancePath:instancePath+"/spec/policies/" + i1+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err38);
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/spec/policies/" + i1+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err39);
errors++;
}
}
if(data12.name !== undefined && func0.call(data12, "name")){
let data18 = data12.name;
if(typeof data18 === "string"){
if(func69(data18) > 253){
const err40 = {instancePath:instancePath+"/spec/policies/" + i1+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err40);
errors++;
}
if(func69(data18) < 1){
const err41 = {instancePath:instancePath+"/spec/policies/" + i1+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err41);
errors++;
}
}
else {
const err42 = {instancePath:instancePath+"/spec/policies/" + i1+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err42);
errors++;
}
}
if(data12.rules !== undefined && func0.call(data12, "rules")){
let data19 = data12.rules;
if(Array.isArray(data19)){
if(data19.length > 64){
const err43 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/maxItems",keyword:"maxItems",params:{limit: 64}};
(vErrors ??= []).push(err43);
errors++;
}
if(data19.length < 1){
const err44 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err44);
errors++;
}
const len2 = data19.length;
for(let i2=0; i2<len2; i2++){
let data20 = data19[i2];
if(typeof data20 === "string"){
if(func69(data20) > 253){
const err45 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules/" + i2,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err45);
errors++;
}
if(func69(data20) < 1){
const err46 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules/" + i2,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err46);
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules/" + i2,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err47);
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/spec/policies/" + i1+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err48);
errors++;
}
}
}
else {
const err49 = {instancePath:instancePath+"/spec/policies/" + i1,schemaPath:"#/properties/spec/properties/policies/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err49);
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err50);
errors++;
}
}
if(data8.selector !== undefined && func0.call(data8, "selector")){
let data21 = data8.selector;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key5 of Object.keys(data21)){
if(!((key5 === "matchLabels") || (key5 === "matchExpressions"))){
const err51 = {instancePath:instancePath+"/spec/selector",schemaPath:"#/$defs/selector/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
(vErrors ??= []).push(err51);
errors++;
}
}
if(data21.matchLabels !== undefined && func0.call(data21, "matchLabels")){
let data22 = data21.matchLabels;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(Object.keys(data22).length > 16){
const err52 = {instancePath:instancePath+"/spec/selector/matchLabels",schemaPath:"#/$defs/selector/properties/matchLabels/maxProperties",keyword:"maxProperties",params:{limit: 16}};
(vErrors ??= []).push(err52);
errors++;
}
for(const key6 of Object.keys(data22)){
let data23 = data22[key6];
if(typeof data23 === "string"){
if(func69(data23) > 63){
const err53 = {instancePath:instancePath+"/spec/selector/matchLabels/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/selector/properties/matchLabels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err53);
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/spec/selector/matchLabels/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/selector/properties/matchLabels/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err54);
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/spec/selector/matchLabels",schemaPath:"#/$defs/selector/properties/matchLabels/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err55);
errors++;
}
}
if(data21.matchExpressions !== undefined && func0.call(data21, "matchExpressions")){
let data24 = data21.matchExpressions;
if(Array.isArray(data24)){
if(data24.length > 16){
const err56 = {instancePath:instancePath+"/spec/selector/matchExpressions",schemaPath:"#/$defs/selector/properties/matchExpressions/maxItems",keyword:"maxItems",params:{limit: 16}};
(vErrors ??= []).push(err56);
errors++;
}
const len3 = data24.length;
for(let i3=0; i3<len3; i3++){
let data25 = data24[i3];
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if((data25.key === undefined) || (!(func0.call(data25, "key")))){
const err57 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3,schemaPath:"#/$defs/selector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "key"}};
(vErrors ??= []).push(err57);
errors++;
}
if((data25.operator === undefined) || (!(func0.call(data25, "operator")))){
const err58 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3,schemaPath:"#/$defs/selector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "operator"}};
(vErrors ??= []).push(err58);
errors++;
}
for(const key7 of Object.keys(data25)){
if(!(((key7 === "key") || (key7 === "operator")) || (key7 === "values"))){
const err59 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3,schemaPath:"#/$defs/selector/properties/matchExpressions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
(vErrors ??= []).push(err59);
errors++;
}
}
if(data25.key !== undefined && func0.call(data25, "key")){
let data26 = data25.key;
if(typeof data26 === "string"){
if(func69(data26) > 317){
const err60 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/maxLength",keyword:"maxLength",params:{limit: 317}};
(vErrors ??= []).push(err60);
errors++;
}
if(func69(data26) < 1){
const err61 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err61);
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err62);
errors++;
}
}
if(data25.operator !== undefined && func0.call(data25, "operator")){
let data27 = data25.operator;
if(typeof data27 !== "string"){
const err63 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/operator",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/operator/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err63);
errors++;
}
if(!((((data27 === "In") || (data27 === "NotIn")) || (data27 === "Exists")) || (data27 === "DoesNotExist"))){
const err64 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/operator",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/operator/enum",keyword:"enum",params:{allowedValues: schema32.properties.matchExpressions.items.properties.operator.enum}};
(vErrors ??= []).push(err64);
errors++;
}
}
if(data25.values !== undefined && func0.call(data25, "values")){
let data28 = data25.values;
if(Array.isArray(data28)){
if(data28.length > 256){
const err65 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/values",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/maxItems",keyword:"maxItems",params:{limit: 256}};
(vErrors ??= []).push(err65);
errors++;
}
const len4 = data28.length;
for(let i4=0; i4<len4; i4++){
let data29 = data28[i4];
if(typeof data29 === "string"){
if(func69(data29) > 63){
const err66 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/values/" + i4,schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/items/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err66);
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/values/" + i4,schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err67);
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3+"/values",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err68);
errors++;
}
}
}
else {
const err69 = {instancePath:instancePath+"/spec/selector/matchExpressions/" + i3,schemaPath:"#/$defs/selector/properties/matchExpressions/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err69);
errors++;
}
}
}
else {
const err70 = {instancePath:instancePath+"/spec/selector/matchExpressions",schemaPath:"#/$defs/selector/properties/matchExpressions/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err70);
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/spec/selector",schemaPath:"#/$defs/selector/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err71);
errors++;
}
}
if(data8.mode !== undefined && func0.call(data8, "mode")){
let data30 = data8.mode;
if(typeof data30 !== "string"){
const err72 = {instancePath:instancePath+"/spec/mode",schemaPath:"#/properties/spec/properties/mode/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err72);
errors++;
}
if(!(((data30 === "Observe") || (data30 === "Propose")) || (data30 === "Auto"))){
const err73 = {instancePath:instancePath+"/spec/mode",schemaPath:"#/properties/spec/properties/mode/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.mode.enum}};
(vErrors ??= []).push(err73);
errors++;
}
}
if(data8.newNamespaces !== undefined && func0.call(data8, "newNamespaces")){
let data31 = data8.newNamespaces;
if(typeof data31 !== "string"){
const err74 = {instancePath:instancePath+"/spec/newNamespaces",schemaPath:"#/properties/spec/properties/newNamespaces/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err74);
errors++;
}
if(!(((data31 === "Audit") || (data31 === "Warn")) || (data31 === "Enforce"))){
const err75 = {instancePath:instancePath+"/spec/newNamespaces",schemaPath:"#/properties/spec/properties/newNamespaces/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.newNamespaces.enum}};
(vErrors ??= []).push(err75);
errors++;
}
}
if(data8.output !== undefined && func0.call(data8, "output")){
let data32 = data8.output;
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
for(const key8 of Object.keys(data32)){
if(!((((key8 === "kind") || (key8 === "repository")) || (key8 === "path")) || (key8 === "branch"))){
const err76 = {instancePath:instancePath+"/spec/output",schemaPath:"#/properties/spec/properties/output/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
(vErrors ??= []).push(err76);
errors++;
}
}
if(data32.kind !== undefined && func0.call(data32, "kind")){
let data33 = data32.kind;
if(typeof data33 !== "string"){
const err77 = {instancePath:instancePath+"/spec/output/kind",schemaPath:"#/properties/spec/properties/output/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err77);
errors++;
}
if(!(((data33 === "Labels") || (data33 === "PullRequest")) || (data33 === "Files"))){
const err78 = {instancePath:instancePath+"/spec/output/kind",schemaPath:"#/properties/spec/properties/output/properties/kind/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.output.properties.kind.enum}};
(vErrors ??= []).push(err78);
errors++;
}
}
if(data32.repository !== undefined && func0.call(data32, "repository")){
let data34 = data32.repository;
if(typeof data34 === "string"){
if(func69(data34) > 512){
const err79 = {instancePath:instancePath+"/spec/output/repository",schemaPath:"#/properties/spec/properties/output/properties/repository/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err79);
errors++;
}
if(func69(data34) < 1){
const err80 = {instancePath:instancePath+"/spec/output/repository",schemaPath:"#/properties/spec/properties/output/properties/repository/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err80);
errors++;
}
}
else {
const err81 = {instancePath:instancePath+"/spec/output/repository",schemaPath:"#/properties/spec/properties/output/properties/repository/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err81);
errors++;
}
}
if(data32.path !== undefined && func0.call(data32, "path")){
let data35 = data32.path;
if(typeof data35 === "string"){
if(func69(data35) > 512){
const err82 = {instancePath:instancePath+"/spec/output/path",schemaPath:"#/properties/spec/properties/output/properties/path/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err82);
errors++;
}
if(func69(data35) < 1){
const err83 = {instancePath:instancePath+"/spec/output/path",schemaPath:"#/properties/spec/properties/output/properties/path/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err83);
errors++;
}
if(!pattern6.test(data35)){
const err84 = {instancePath:instancePath+"/spec/output/path",schemaPath:"#/properties/spec/properties/output/properties/path/pattern",keyword:"pattern",params:{pattern: "^[^/].*$"}};
(vErrors ??= []).push(err84);
errors++;
}
}
else {
const err85 = {instancePath:instancePath+"/spec/output/path",schemaPath:"#/properties/spec/properties/output/properties/path/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err85);
errors++;
}
}
if(data32.branch !== undefined && func0.call(data32, "branch")){
let data36 = data32.branch;
if(typeof data36 === "string"){
if(func69(data36) > 255){
const err86 = {instancePath:instancePath+"/spec/output/branch",schemaPath:"#/properties/spec/properties/output/properties/branch/maxLength",keyword:"maxLength",params:{limit: 255}};
(vErrors ??= []).push(err86);
errors++;
}
if(func69(data36) < 1){
const err87 = {instancePath:instancePath+"/spec/output/branch",schemaPath:"#/properties/spec/properties/output/properties/branch/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err87);
errors++;
}
}
else {
const err88 = {instancePath:instancePath+"/spec/output/branch",schemaPath:"#/properties/spec/properties/output/properties/branch/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err88);
errors++;
}
}
}
else {
const err89 = {instancePath:instancePath+"/spec/output",schemaPath:"#/properties/spec/properties/output/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err89);
errors++;
}
}
if(data8.gates !== undefined && func0.call(data8, "gates")){
if(!(validate21(data8.gates, {instancePath:instancePath+"/spec/gates",parentData:data8,parentDataProperty:"gates",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
if(data8.waves !== undefined && func0.call(data8, "waves")){
let data38 = data8.waves;
if(Array.isArray(data38)){
if(data38.length > 32){
const err90 = {instancePath:instancePath+"/spec/waves",schemaPath:"#/properties/spec/properties/waves/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err90);
errors++;
}
const len5 = data38.length;
for(let i5=0; i5<len5; i5++){
let data39 = data38[i5];
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
if((data39.name === undefined) || (!(func0.call(data39, "name")))){
const err91 = {instancePath:instancePath+"/spec/waves/" + i5,schemaPath:"#/properties/spec/properties/waves/items/required",keyword:"required",params:{missingProperty: "name"}};
(vErrors ??= []).push(err91);
errors++;
}
for(const key9 of Object.keys(data39)){
if(!(((((key9 === "name") || (key9 === "selector")) || (key9 === "maxConcurrent")) || (key9 === "soak")) || (key9 === "gates"))){
const err92 = {instancePath:instancePath+"/spec/waves/" + i5,schemaPath:"#/properties/spec/properties/waves/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9}};
(vErrors ??= []).push(err92);
errors++;
}
}
if(data39.name !== undefined && func0.call(data39, "name")){
let data40 = data39.name;
if(typeof data40 === "string"){
if(func69(data40) > 63){
const err93 = {instancePath:instancePath+"/spec/waves/" + i5+"/name",schemaPath:"#/properties/spec/properties/waves/items/properties/name/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err93);
errors++;
}
if(func69(data40) < 1){
const err94 = {instancePath:instancePath+"/spec/waves/" + i5+"/name",schemaPath:"#/properties/spec/properties/waves/items/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err94);
errors++;
}
}
else {
const err95 = {instancePath:instancePath+"/spec/waves/" + i5+"/name",schemaPath:"#/properties/spec/properties/waves/items/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err95);
errors++;
}
}
if(data39.selector !== undefined && func0.call(data39, "selector")){
let data41 = data39.selector;
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
for(const key10 of Object.keys(data41)){
if(!((key10 === "matchLabels") || (key10 === "matchExpressions"))){
const err96 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector",schemaPath:"#/$defs/selector/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10}};
(vErrors ??= []).push(err96);
errors++;
}
}
if(data41.matchLabels !== undefined && func0.call(data41, "matchLabels")){
let data42 = data41.matchLabels;
if(data42 && typeof data42 == "object" && !Array.isArray(data42)){
if(Object.keys(data42).length > 16){
const err97 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchLabels",schemaPath:"#/$defs/selector/properties/matchLabels/maxProperties",keyword:"maxProperties",params:{limit: 16}};
(vErrors ??= []).push(err97);
errors++;
}
for(const key11 of Object.keys(data42)){
let data43 = data42[key11];
if(typeof data43 === "string"){
if(func69(data43) > 63){
const err98 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchLabels/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/selector/properties/matchLabels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err98);
errors++;
}
}
else {
const err99 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchLabels/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/selector/properties/matchLabels/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err99);
errors++;
}
}
}
else {
const err100 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchLabels",schemaPath:"#/$defs/selector/properties/matchLabels/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err100);
errors++;
}
}
if(data41.matchExpressions !== undefined && func0.call(data41, "matchExpressions")){
let data44 = data41.matchExpressions;
if(Array.isArray(data44)){
if(data44.length > 16){
const err101 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions",schemaPath:"#/$defs/selector/properties/matchExpressions/maxItems",keyword:"maxItems",params:{limit: 16}};
(vErrors ??= []).push(err101);
errors++;
}
const len6 = data44.length;
for(let i6=0; i6<len6; i6++){
let data45 = data44[i6];
if(data45 && typeof data45 == "object" && !Array.isArray(data45)){
if((data45.key === undefined) || (!(func0.call(data45, "key")))){
const err102 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6,schemaPath:"#/$defs/selector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "key"}};
(vErrors ??= []).push(err102);
errors++;
}
if((data45.operator === undefined) || (!(func0.call(data45, "operator")))){
const err103 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6,schemaPath:"#/$defs/selector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "operator"}};
(vErrors ??= []).push(err103);
errors++;
}
for(const key12 of Object.keys(data45)){
if(!(((key12 === "key") || (key12 === "operator")) || (key12 === "values"))){
const err104 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6,schemaPath:"#/$defs/selector/properties/matchExpressions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12}};
(vErrors ??= []).push(err104);
errors++;
}
}
if(data45.key !== undefined && func0.call(data45, "key")){
let data46 = data45.key;
if(typeof data46 === "string"){
if(func69(data46) > 317){
const err105 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/maxLength",keyword:"maxLength",params:{limit: 317}};
(vErrors ??= []).push(err105);
errors++;
}
if(func69(data46) < 1){
const err106 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err106);
errors++;
}
}
else {
const err107 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/key",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/key/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err107);
errors++;
}
}
if(data45.operator !== undefined && func0.call(data45, "operator")){
let data47 = data45.operator;
if(typeof data47 !== "string"){
const err108 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/operator",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/operator/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err108);
errors++;
}
if(!((((data47 === "In") || (data47 === "NotIn")) || (data47 === "Exists")) || (data47 === "DoesNotExist"))){
const err109 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/operator",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/operator/enum",keyword:"enum",params:{allowedValues: schema32.properties.matchExpressions.items.properties.operator.enum}};
(vErrors ??= []).push(err109);
errors++;
}
}
if(data45.values !== undefined && func0.call(data45, "values")){
let data48 = data45.values;
if(Array.isArray(data48)){
if(data48.length > 256){
const err110 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/values",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/maxItems",keyword:"maxItems",params:{limit: 256}};
(vErrors ??= []).push(err110);
errors++;
}
const len7 = data48.length;
for(let i7=0; i7<len7; i7++){
let data49 = data48[i7];
if(typeof data49 === "string"){
if(func69(data49) > 63){
const err111 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/values/" + i7,schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/items/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err111);
errors++;
}
}
else {
const err112 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/values/" + i7,schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err112);
errors++;
}
}
}
else {
const err113 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6+"/values",schemaPath:"#/$defs/selector/properties/matchExpressions/items/properties/values/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err113);
errors++;
}
}
}
else {
const err114 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions/" + i6,schemaPath:"#/$defs/selector/properties/matchExpressions/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err114);
errors++;
}
}
}
else {
const err115 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector/matchExpressions",schemaPath:"#/$defs/selector/properties/matchExpressions/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err115);
errors++;
}
}
}
else {
const err116 = {instancePath:instancePath+"/spec/waves/" + i5+"/selector",schemaPath:"#/$defs/selector/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err116);
errors++;
}
}
if(data39.maxConcurrent !== undefined && func0.call(data39, "maxConcurrent")){
let data50 = data39.maxConcurrent;
const _errs114 = errors;
let valid32 = false;
const _errs115 = errors;
if(!(((typeof data50 == "number") && (!(data50 % 1) && !isNaN(data50))) && (isFinite(data50)))){
const err117 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf/0/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err117);
errors++;
}
if((typeof data50 == "number") && (isFinite(data50))){
if(data50 < 1 || isNaN(data50)){
const err118 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf/0/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err118);
errors++;
}
}
var _valid0 = _errs115 === errors;
valid32 = valid32 || _valid0;
const _errs117 = errors;
if(typeof data50 === "string"){
if(func69(data50) > 4){
const err119 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf/1/maxLength",keyword:"maxLength",params:{limit: 4}};
(vErrors ??= []).push(err119);
errors++;
}
if(!pattern12.test(data50)){
const err120 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^(100|[1-9][0-9]?)%$"}};
(vErrors ??= []).push(err120);
errors++;
}
}
else {
const err121 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf/1/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err121);
errors++;
}
var _valid0 = _errs117 === errors;
valid32 = valid32 || _valid0;
if(!valid32){
const err122 = {instancePath:instancePath+"/spec/waves/" + i5+"/maxConcurrent",schemaPath:"#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf",keyword:"anyOf",params:{}};
(vErrors ??= []).push(err122);
errors++;
}
else {
errors = _errs114;
if(vErrors !== null){
if(_errs114){
vErrors.length = _errs114;
}
else {
vErrors = null;
}
}
}
}
if(data39.soak !== undefined && func0.call(data39, "soak")){
let data51 = data39.soak;
if(typeof data51 === "string"){
if(func69(data51) > 16){
const err123 = {instancePath:instancePath+"/spec/waves/" + i5+"/soak",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err123);
errors++;
}
if(func69(data51) < 2){
const err124 = {instancePath:instancePath+"/spec/waves/" + i5+"/soak",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err124);
errors++;
}
if(!pattern7.test(data51)){
const err125 = {instancePath:instancePath+"/spec/waves/" + i5+"/soak",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err125);
errors++;
}
}
else {
const err126 = {instancePath:instancePath+"/spec/waves/" + i5+"/soak",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err126);
errors++;
}
}
if(data39.gates !== undefined && func0.call(data39, "gates")){
if(!(validate21(data39.gates, {instancePath:instancePath+"/spec/waves/" + i5+"/gates",parentData:data39,parentDataProperty:"gates",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err127 = {instancePath:instancePath+"/spec/waves/" + i5,schemaPath:"#/properties/spec/properties/waves/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err127);
errors++;
}
}
}
else {
const err128 = {instancePath:instancePath+"/spec/waves",schemaPath:"#/properties/spec/properties/waves/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err128);
errors++;
}
}
if(data8.limits !== undefined && func0.call(data8, "limits")){
let data53 = data8.limits;
if(data53 && typeof data53 == "object" && !Array.isArray(data53)){
for(const key13 of Object.keys(data53)){
if(!((key13 === "namespacesPerDay") || (key13 === "podsPerDay"))){
const err129 = {instancePath:instancePath+"/spec/limits",schemaPath:"#/properties/spec/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key13}};
(vErrors ??= []).push(err129);
errors++;
}
}
if(data53.namespacesPerDay !== undefined && func0.call(data53, "namespacesPerDay")){
let data54 = data53.namespacesPerDay;
if(!(((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54))) && (isFinite(data54)))){
const err130 = {instancePath:instancePath+"/spec/limits/namespacesPerDay",schemaPath:"#/properties/spec/properties/limits/properties/namespacesPerDay/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err130);
errors++;
}
if((typeof data54 == "number") && (isFinite(data54))){
if(data54 < 1 || isNaN(data54)){
const err131 = {instancePath:instancePath+"/spec/limits/namespacesPerDay",schemaPath:"#/properties/spec/properties/limits/properties/namespacesPerDay/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err131);
errors++;
}
}
}
if(data53.podsPerDay !== undefined && func0.call(data53, "podsPerDay")){
let data55 = data53.podsPerDay;
if(!(((typeof data55 == "number") && (!(data55 % 1) && !isNaN(data55))) && (isFinite(data55)))){
const err132 = {instancePath:instancePath+"/spec/limits/podsPerDay",schemaPath:"#/properties/spec/properties/limits/properties/podsPerDay/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err132);
errors++;
}
if((typeof data55 == "number") && (isFinite(data55))){
if(data55 < 1 || isNaN(data55)){
const err133 = {instancePath:instancePath+"/spec/limits/podsPerDay",schemaPath:"#/properties/spec/properties/limits/properties/podsPerDay/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err133);
errors++;
}
}
}
}
else {
const err134 = {instancePath:instancePath+"/spec/limits",schemaPath:"#/properties/spec/properties/limits/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err134);
errors++;
}
}
if(data8.windows !== undefined && func0.call(data8, "windows")){
let data56 = data8.windows;
if(Array.isArray(data56)){
if(data56.length > 32){
const err135 = {instancePath:instancePath+"/spec/windows",schemaPath:"#/properties/spec/properties/windows/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err135);
errors++;
}
const len8 = data56.length;
for(let i8=0; i8<len8; i8++){
let data57 = data56[i8];
if(data57 && typeof data57 == "object" && !Array.isArray(data57)){
if((data57.kind === undefined) || (!(func0.call(data57, "kind")))){
const err136 = {instancePath:instancePath+"/spec/windows/" + i8,schemaPath:"#/properties/spec/properties/windows/items/required",keyword:"required",params:{missingProperty: "kind"}};
(vErrors ??= []).push(err136);
errors++;
}
for(const key14 of Object.keys(data57)){
if(!(((((((key14 === "kind") || (key14 === "schedule")) || (key14 === "duration")) || (key14 === "timeZone")) || (key14 === "from")) || (key14 === "until")) || (key14 === "reason"))){
const err137 = {instancePath:instancePath+"/spec/windows/" + i8,schemaPath:"#/properties/spec/properties/windows/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14}};
(vErrors ??= []).push(err137);
errors++;
}
}
if(data57.kind !== undefined && func0.call(data57, "kind")){
let data58 = data57.kind;
if(typeof data58 !== "string"){
const err138 = {instancePath:instancePath+"/spec/windows/" + i8+"/kind",schemaPath:"#/properties/spec/properties/windows/items/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err138);
errors++;
}
if(!((data58 === "Allow") || (data58 === "Deny"))){
const err139 = {instancePath:instancePath+"/spec/windows/" + i8+"/kind",schemaPath:"#/properties/spec/properties/windows/items/properties/kind/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.windows.items.properties.kind.enum}};
(vErrors ??= []).push(err139);
errors++;
}
}
if(data57.schedule !== undefined && func0.call(data57, "schedule")){
let data59 = data57.schedule;
if(typeof data59 === "string"){
if(func69(data59) > 64){
const err140 = {instancePath:instancePath+"/spec/windows/" + i8+"/schedule",schemaPath:"#/properties/spec/properties/windows/items/properties/schedule/maxLength",keyword:"maxLength",params:{limit: 64}};
(vErrors ??= []).push(err140);
errors++;
}
if(func69(data59) < 1){
const err141 = {instancePath:instancePath+"/spec/windows/" + i8+"/schedule",schemaPath:"#/properties/spec/properties/windows/items/properties/schedule/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err141);
errors++;
}
}
else {
const err142 = {instancePath:instancePath+"/spec/windows/" + i8+"/schedule",schemaPath:"#/properties/spec/properties/windows/items/properties/schedule/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err142);
errors++;
}
}
if(data57.duration !== undefined && func0.call(data57, "duration")){
let data60 = data57.duration;
if(typeof data60 === "string"){
if(func69(data60) > 16){
const err143 = {instancePath:instancePath+"/spec/windows/" + i8+"/duration",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err143);
errors++;
}
if(func69(data60) < 2){
const err144 = {instancePath:instancePath+"/spec/windows/" + i8+"/duration",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err144);
errors++;
}
if(!pattern7.test(data60)){
const err145 = {instancePath:instancePath+"/spec/windows/" + i8+"/duration",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err145);
errors++;
}
}
else {
const err146 = {instancePath:instancePath+"/spec/windows/" + i8+"/duration",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err146);
errors++;
}
}
if(data57.timeZone !== undefined && func0.call(data57, "timeZone")){
let data61 = data57.timeZone;
if(typeof data61 === "string"){
if(func69(data61) > 64){
const err147 = {instancePath:instancePath+"/spec/windows/" + i8+"/timeZone",schemaPath:"#/properties/spec/properties/windows/items/properties/timeZone/maxLength",keyword:"maxLength",params:{limit: 64}};
(vErrors ??= []).push(err147);
errors++;
}
if(func69(data61) < 1){
const err148 = {instancePath:instancePath+"/spec/windows/" + i8+"/timeZone",schemaPath:"#/properties/spec/properties/windows/items/properties/timeZone/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err148);
errors++;
}
}
else {
const err149 = {instancePath:instancePath+"/spec/windows/" + i8+"/timeZone",schemaPath:"#/properties/spec/properties/windows/items/properties/timeZone/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err149);
errors++;
}
}
if(data57.from !== undefined && func0.call(data57, "from")){
let data62 = data57.from;
if(typeof data62 === "string"){
if(!(formats0.validate(data62))){
const err150 = {instancePath:instancePath+"/spec/windows/" + i8+"/from",schemaPath:"#/properties/spec/properties/windows/items/properties/from/format",keyword:"format",params:{format: "date"}};
(vErrors ??= []).push(err150);
errors++;
}
}
else {
const err151 = {instancePath:instancePath+"/spec/windows/" + i8+"/from",schemaPath:"#/properties/spec/properties/windows/items/properties/from/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err151);
errors++;
}
}
if(data57.until !== undefined && func0.call(data57, "until")){
let data63 = data57.until;
if(typeof data63 === "string"){
if(!(formats0.validate(data63))){
const err152 = {instancePath:instancePath+"/spec/windows/" + i8+"/until",schemaPath:"#/properties/spec/properties/windows/items/properties/until/format",keyword:"format",params:{format: "date"}};
(vErrors ??= []).push(err152);
errors++;
}
}
else {
const err153 = {instancePath:instancePath+"/spec/windows/" + i8+"/until",schemaPath:"#/properties/spec/properties/windows/items/properties/until/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err153);
errors++;
}
}
if(data57.reason !== undefined && func0.call(data57, "reason")){
let data64 = data57.reason;
if(typeof data64 === "string"){
if(func69(data64) > 256){
const err154 = {instancePath:instancePath+"/spec/windows/" + i8+"/reason",schemaPath:"#/properties/spec/properties/windows/items/properties/reason/maxLength",keyword:"maxLength",params:{limit: 256}};
(vErrors ??= []).push(err154);
errors++;
}
if(func69(data64) < 1){
const err155 = {instancePath:instancePath+"/spec/windows/" + i8+"/reason",schemaPath:"#/properties/spec/properties/windows/items/properties/reason/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err155);
errors++;
}
}
else {
const err156 = {instancePath:instancePath+"/spec/windows/" + i8+"/reason",schemaPath:"#/properties/spec/properties/windows/items/properties/reason/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err156);
errors++;
}
}
}
else {
const err157 = {instancePath:instancePath+"/spec/windows/" + i8,schemaPath:"#/properties/spec/properties/windows/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err157);
errors++;
}
}
}
else {
const err158 = {instancePath:instancePath+"/spec/windows",schemaPath:"#/properties/spec/properties/windows/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err158);
errors++;
}
}
if(data8.demotion !== undefined && func0.call(data8, "demotion")){
let data65 = data8.demotion;
if(data65 && typeof data65 == "object" && !Array.isArray(data65)){
for(const key15 of Object.keys(data65)){
if(!(((((((key15 === "action") || (key15 === "rejections")) || (key15 === "workloads")) || (key15 === "window")) || (key15 === "cooldown")) || (key15 === "maxDemotions")) || (key15 === "pauseAfterNamespaces"))){
const err159 = {instancePath:instancePath+"/spec/demotion",schemaPath:"#/properties/spec/properties/demotion/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15}};
(vErrors ??= []).push(err159);
errors++;
}
}
if(data65.action !== undefined && func0.call(data65, "action")){
let data66 = data65.action;
if(typeof data66 !== "string"){
const err160 = {instancePath:instancePath+"/spec/demotion/action",schemaPath:"#/properties/spec/properties/demotion/properties/action/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err160);
errors++;
}
if(!(((data66 === "Propose") || (data66 === "Demote")) || (data66 === "Quarantine"))){
const err161 = {instancePath:instancePath+"/spec/demotion/action",schemaPath:"#/properties/spec/properties/demotion/properties/action/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.demotion.properties.action.enum}};
(vErrors ??= []).push(err161);
errors++;
}
}
if(data65.rejections !== undefined && func0.call(data65, "rejections")){
let data67 = data65.rejections;
if(!(((typeof data67 == "number") && (!(data67 % 1) && !isNaN(data67))) && (isFinite(data67)))){
const err162 = {instancePath:instancePath+"/spec/demotion/rejections",schemaPath:"#/properties/spec/properties/demotion/properties/rejections/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err162);
errors++;
}
if((typeof data67 == "number") && (isFinite(data67))){
if(data67 < 1 || isNaN(data67)){
const err163 = {instancePath:instancePath+"/spec/demotion/rejections",schemaPath:"#/properties/spec/properties/demotion/properties/rejections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err163);
errors++;
}
}
}
if(data65.workloads !== undefined && func0.call(data65, "workloads")){
let data68 = data65.workloads;
if(!(((typeof data68 == "number") && (!(data68 % 1) && !isNaN(data68))) && (isFinite(data68)))){
const err164 = {instancePath:instancePath+"/spec/demotion/workloads",schemaPath:"#/properties/spec/properties/demotion/properties/workloads/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err164);
errors++;
}
if((typeof data68 == "number") && (isFinite(data68))){
if(data68 < 1 || isNaN(data68)){
const err165 = {instancePath:instancePath+"/spec/demotion/workloads",schemaPath:"#/properties/spec/properties/demotion/properties/workloads/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err165);
errors++;
}
}
}
if(data65.window !== undefined && func0.call(data65, "window")){
let data69 = data65.window;
if(typeof data69 === "string"){
if(func69(data69) > 16){
const err166 = {instancePath:instancePath+"/spec/demotion/window",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err166);
errors++;
}
if(func69(data69) < 2){
const err167 = {instancePath:instancePath+"/spec/demotion/window",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err167);
errors++;
}
if(!pattern7.test(data69)){
const err168 = {instancePath:instancePath+"/spec/demotion/window",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err168);
errors++;
}
}
else {
const err169 = {instancePath:instancePath+"/spec/demotion/window",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err169);
errors++;
}
}
if(data65.cooldown !== undefined && func0.call(data65, "cooldown")){
let data70 = data65.cooldown;
if(typeof data70 === "string"){
if(func69(data70) > 16){
const err170 = {instancePath:instancePath+"/spec/demotion/cooldown",schemaPath:"#/$defs/duration/maxLength",keyword:"maxLength",params:{limit: 16}};
(vErrors ??= []).push(err170);
errors++;
}
if(func69(data70) < 2){
const err171 = {instancePath:instancePath+"/spec/demotion/cooldown",schemaPath:"#/$defs/duration/minLength",keyword:"minLength",params:{limit: 2}};
(vErrors ??= []).push(err171);
errors++;
}
if(!pattern7.test(data70)){
const err172 = {instancePath:instancePath+"/spec/demotion/cooldown",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]*d)?([1-9][0-9]*h)?([1-9][0-9]*m)?$"}};
(vErrors ??= []).push(err172);
errors++;
}
}
else {
const err173 = {instancePath:instancePath+"/spec/demotion/cooldown",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err173);
errors++;
}
}
if(data65.maxDemotions !== undefined && func0.call(data65, "maxDemotions")){
let data71 = data65.maxDemotions;
if(!(((typeof data71 == "number") && (!(data71 % 1) && !isNaN(data71))) && (isFinite(data71)))){
const err174 = {instancePath:instancePath+"/spec/demotion/maxDemotions",schemaPath:"#/properties/spec/properties/demotion/properties/maxDemotions/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err174);
errors++;
}
if((typeof data71 == "number") && (isFinite(data71))){
if(data71 < 1 || isNaN(data71)){
const err175 = {instancePath:instancePath+"/spec/demotion/maxDemotions",schemaPath:"#/properties/spec/properties/demotion/properties/maxDemotions/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err175);
errors++;
}
}
}
if(data65.pauseAfterNamespaces !== undefined && func0.call(data65, "pauseAfterNamespaces")){
let data72 = data65.pauseAfterNamespaces;
if(!(((typeof data72 == "number") && (!(data72 % 1) && !isNaN(data72))) && (isFinite(data72)))){
const err176 = {instancePath:instancePath+"/spec/demotion/pauseAfterNamespaces",schemaPath:"#/properties/spec/properties/demotion/properties/pauseAfterNamespaces/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err176);
errors++;
}
if((typeof data72 == "number") && (isFinite(data72))){
if(data72 < 1 || isNaN(data72)){
const err177 = {instancePath:instancePath+"/spec/demotion/pauseAfterNamespaces",schemaPath:"#/properties/spec/properties/demotion/properties/pauseAfterNamespaces/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err177);
errors++;
}
}
}
}
else {
const err178 = {instancePath:instancePath+"/spec/demotion",schemaPath:"#/properties/spec/properties/demotion/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err178);
errors++;
}
}
if(data8.suspend !== undefined && func0.call(data8, "suspend")){
if(typeof data8.suspend !== "boolean"){
const err179 = {instancePath:instancePath+"/spec/suspend",schemaPath:"#/properties/spec/properties/suspend/type",keyword:"type",params:{type: "boolean"}};
(vErrors ??= []).push(err179);
errors++;
}
}
}
else {
const err180 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err180);
errors++;
}
}
if(data.status !== undefined && func0.call(data, "status")){
let data74 = data.status;
if(data74 && typeof data74 == "object" && !Array.isArray(data74)){
for(const key16 of Object.keys(data74)){
if(!((((((key16 === "observedGeneration") || (key16 === "namespaces")) || (key16 === "wave")) || (key16 === "lastDecision")) || (key16 === "nextWindow")) || (key16 === "conditions"))){
const err181 = {instancePath:instancePath+"/status",schemaPath:"#/properties/status/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key16}};
(vErrors ??= []).push(err181);
errors++;
}
}
if(data74.observedGeneration !== undefined && func0.call(data74, "observedGeneration")){
let data75 = data74.observedGeneration;
if(!(((typeof data75 == "number") && (!(data75 % 1) && !isNaN(data75))) && (isFinite(data75)))){
const err182 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err182);
errors++;
}
if((typeof data75 == "number") && (isFinite(data75))){
if(data75 < 0 || isNaN(data75)){
const err183 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err183);
errors++;
}
if(!(formats4.validate(data75))){
const err184 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/format",keyword:"format",params:{format: "int64"}};
(vErrors ??= []).push(err184);
errors++;
}
}
}
if(data74.namespaces !== undefined && func0.call(data74, "namespaces")){
let data76 = data74.namespaces;
if(data76 && typeof data76 == "object" && !Array.isArray(data76)){
for(const key17 of Object.keys(data76)){
if(!(((((key17 === "none") || (key17 === "audit")) || (key17 === "warn")) || (key17 === "enforce")) || (key17 === "blocked"))){
const err185 = {instancePath:instancePath+"/status/namespaces",schemaPath:"#/properties/status/properties/namespaces/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key17}};
(vErrors ??= []).push(err185);
errors++;
}
}
if(data76.none !== undefined && func0.call(data76, "none")){
let data77 = data76.none;
if(!(((typeof data77 == "number") && (!(data77 % 1) && !isNaN(data77))) && (isFinite(data77)))){
const err186 = {instancePath:instancePath+"/status/namespaces/none",schemaPath:"#/properties/status/properties/namespaces/properties/none/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err186);
errors++;
}
if((typeof data77 == "number") && (isFinite(data77))){
if(data77 < 0 || isNaN(data77)){
const err187 = {instancePath:instancePath+"/status/namespaces/none",schemaPath:"#/properties/status/properties/namespaces/properties/none/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err187);
errors++;
}
}
}
if(data76.audit !== undefined && func0.call(data76, "audit")){
let data78 = data76.audit;
if(!(((typeof data78 == "number") && (!(data78 % 1) && !isNaN(data78))) && (isFinite(data78)))){
const err188 = {instancePath:instancePath+"/status/namespaces/audit",schemaPath:"#/properties/status/properties/namespaces/properties/audit/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err188);
errors++;
}
if((typeof data78 == "number") && (isFinite(data78))){
if(data78 < 0 || isNaN(data78)){
const err189 = {instancePath:instancePath+"/status/namespaces/audit",schemaPath:"#/properties/status/properties/namespaces/properties/audit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err189);
errors++;
}
}
}
if(data76.warn !== undefined && func0.call(data76, "warn")){
let data79 = data76.warn;
if(!(((typeof data79 == "number") && (!(data79 % 1) && !isNaN(data79))) && (isFinite(data79)))){
const err190 = {instancePath:instancePath+"/status/namespaces/warn",schemaPath:"#/properties/status/properties/namespaces/properties/warn/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err190);
errors++;
}
if((typeof data79 == "number") && (isFinite(data79))){
if(data79 < 0 || isNaN(data79)){
const err191 = {instancePath:instancePath+"/status/namespaces/warn",schemaPath:"#/properties/status/properties/namespaces/properties/warn/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err191);
errors++;
}
}
}
if(data76.enforce !== undefined && func0.call(data76, "enforce")){
let data80 = data76.enforce;
if(!(((typeof data80 == "number") && (!(data80 % 1) && !isNaN(data80))) && (isFinite(data80)))){
const err192 = {instancePath:instancePath+"/status/namespaces/enforce",schemaPath:"#/properties/status/properties/namespaces/properties/enforce/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err192);
errors++;
}
if((typeof data80 == "number") && (isFinite(data80))){
if(data80 < 0 || isNaN(data80)){
const err193 = {instancePath:instancePath+"/status/namespaces/enforce",schemaPath:"#/properties/status/properties/namespaces/properties/enforce/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err193);
errors++;
}
}
}
if(data76.blocked !== undefined && func0.call(data76, "blocked")){
let data81 = data76.blocked;
if(!(((typeof data81 == "number") && (!(data81 % 1) && !isNaN(data81))) && (isFinite(data81)))){
const err194 = {instancePath:instancePath+"/status/namespaces/blocked",schemaPath:"#/properties/status/properties/namespaces/properties/blocked/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err194);
errors++;
}
if((typeof data81 == "number") && (isFinite(data81))){
if(data81 < 0 || isNaN(data81)){
const err195 = {instancePath:instancePath+"/status/namespaces/blocked",schemaPath:"#/properties/status/properties/namespaces/properties/blocked/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err195);
errors++;
}
}
}
}
else {
const err196 = {instancePath:instancePath+"/status/namespaces",schemaPath:"#/properties/status/properties/namespaces/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err196);
errors++;
}
}
if(data74.wave !== undefined && func0.call(data74, "wave")){
let data82 = data74.wave;
if(typeof data82 === "string"){
if(func69(data82) > 63){
const err197 = {instancePath:instancePath+"/status/wave",schemaPath:"#/properties/status/properties/wave/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err197);
errors++;
}
}
else {
const err198 = {instancePath:instancePath+"/status/wave",schemaPath:"#/properties/status/properties/wave/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err198);
errors++;
}
}
if(data74.lastDecision !== undefined && func0.call(data74, "lastDecision")){
let data83 = data74.lastDecision;
if(typeof data83 === "string"){
if(!pattern17.test(data83)){
const err199 = {instancePath:instancePath+"/status/lastDecision",schemaPath:"#/properties/status/properties/lastDecision/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
(vErrors ??= []).push(err199);
errors++;
}
}
else {
const err200 = {instancePath:instancePath+"/status/lastDecision",schemaPath:"#/properties/status/properties/lastDecision/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err200);
errors++;
}
}
if(data74.nextWindow !== undefined && func0.call(data74, "nextWindow")){
let data84 = data74.nextWindow;
if(typeof data84 === "string"){
if(!(formats6.validate(data84))){
const err201 = {instancePath:instancePath+"/status/nextWindow",schemaPath:"#/properties/status/properties/nextWindow/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err201);
errors++;
}
}
else {
const err202 = {instancePath:instancePath+"/status/nextWindow",schemaPath:"#/properties/status/properties/nextWindow/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err202);
errors++;
}
}
if(data74.conditions !== undefined && func0.call(data74, "conditions")){
let data85 = data74.conditions;
if(Array.isArray(data85)){
if(data85.length > 16){
const err203 = {instancePath:instancePath+"/status/conditions",schemaPath:"#/properties/status/properties/conditions/maxItems",keyword:"maxItems",params:{limit: 16}};
(vErrors ??= []).push(err203);
errors++;
}
const len9 = data85.length;
for(let i9=0; i9<len9; i9++){
let data86 = data85[i9];
if(data86 && typeof data86 == "object" && !Array.isArray(data86)){
if((data86.type === undefined) || (!(func0.call(data86, "type")))){
const err204 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/required",keyword:"required",params:{missingProperty: "type"}};
(vErrors ??= []).push(err204);
errors++;
}
if((data86.status === undefined) || (!(func0.call(data86, "status")))){
const err205 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/required",keyword:"required",params:{missingProperty: "status"}};
(vErrors ??= []).push(err205);
errors++;
}
if((data86.lastTransitionTime === undefined) || (!(func0.call(data86, "lastTransitionTime")))){
const err206 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/required",keyword:"required",params:{missingProperty: "lastTransitionTime"}};
(vErrors ??= []).push(err206);
errors++;
}
if((data86.reason === undefined) || (!(func0.call(data86, "reason")))){
const err207 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/required",keyword:"required",params:{missingProperty: "reason"}};
(vErrors ??= []).push(err207);
errors++;
}
if((data86.message === undefined) || (!(func0.call(data86, "message")))){
const err208 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/required",keyword:"required",params:{missingProperty: "message"}};
(vErrors ??= []).push(err208);
errors++;
}
for(const key18 of Object.keys(data86)){
if(!((((((key18 === "type") || (key18 === "status")) || (key18 === "observedGeneration")) || (key18 === "lastTransitionTime")) || (key18 === "reason")) || (key18 === "message"))){
const err209 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key18}};
(vErrors ??= []).push(err209);
errors++;
}
}
if(data86.type !== undefined && func0.call(data86, "type")){
let data87 = data86.type;
if(typeof data87 === "string"){
if(func69(data87) > 316){
const err210 = {instancePath:instancePath+"/status/conditions/" + i9+"/type",schemaPath:"#/properties/status/properties/conditions/items/properties/type/maxLength",keyword:"maxLength",params:{limit: 316}};
(vErrors ??= []).push(err210);
errors++;
}
if(func69(data87) < 1){
const err211 = {instancePath:instancePath+"/status/conditions/" + i9+"/type",schemaPath:"#/properties/status/properties/conditions/items/properties/type/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err211);
errors++;
}
}
else {
const err212 = {instancePath:instancePath+"/status/conditions/" + i9+"/type",schemaPath:"#/properties/status/properties/conditions/items/properties/type/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err212);
errors++;
}
}
if(data86.status !== undefined && func0.call(data86, "status")){
let data88 = data86.status;
if(typeof data88 !== "string"){
const err213 = {instancePath:instancePath+"/status/conditions/" + i9+"/status",schemaPath:"#/properties/status/properties/conditions/items/properties/status/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err213);
errors++;
}
if(!(((data88 === "True") || (data88 === "False")) || (data88 === "Unknown"))){
const err214 = {instancePath:instancePath+"/status/conditions/" + i9+"/status",schemaPath:"#/properties/status/properties/conditions/items/properties/status/enum",keyword:"enum",params:{allowedValues: schema31.properties.status.properties.conditions.items.properties.status.enum}};
(vErrors ??= []).push(err214);
errors++;
}
}
if(data86.observedGeneration !== undefined && func0.call(data86, "observedGeneration")){
let data89 = data86.observedGeneration;
if(!(((typeof data89 == "number") && (!(data89 % 1) && !isNaN(data89))) && (isFinite(data89)))){
const err215 = {instancePath:instancePath+"/status/conditions/" + i9+"/observedGeneration",schemaPath:"#/properties/status/properties/conditions/items/properties/observedGeneration/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err215);
errors++;
}
if((typeof data89 == "number") && (isFinite(data89))){
if(data89 < 0 || isNaN(data89)){
const err216 = {instancePath:instancePath+"/status/conditions/" + i9+"/observedGeneration",schemaPath:"#/properties/status/properties/conditions/items/properties/observedGeneration/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err216);
errors++;
}
if(!(formats4.validate(data89))){
const err217 = {instancePath:instancePath+"/status/conditions/" + i9+"/observedGeneration",schemaPath:"#/properties/status/properties/conditions/items/properties/observedGeneration/format",keyword:"format",params:{format: "int64"}};
(vErrors ??= []).push(err217);
errors++;
}
}
}
if(data86.lastTransitionTime !== undefined && func0.call(data86, "lastTransitionTime")){
let data90 = data86.lastTransitionTime;
if(typeof data90 === "string"){
if(!(formats6.validate(data90))){
const err218 = {instancePath:instancePath+"/status/conditions/" + i9+"/lastTransitionTime",schemaPath:"#/properties/status/properties/conditions/items/properties/lastTransitionTime/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err218);
errors++;
}
}
else {
const err219 = {instancePath:instancePath+"/status/conditions/" + i9+"/lastTransitionTime",schemaPath:"#/properties/status/properties/conditions/items/properties/lastTransitionTime/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err219);
errors++;
}
}
if(data86.reason !== undefined && func0.call(data86, "reason")){
let data91 = data86.reason;
if(typeof data91 === "string"){
if(func69(data91) > 1024){
const err220 = {instancePath:instancePath+"/status/conditions/" + i9+"/reason",schemaPath:"#/properties/status/properties/conditions/items/properties/reason/maxLength",keyword:"maxLength",params:{limit: 1024}};
(vErrors ??= []).push(err220);
errors++;
}
if(func69(data91) < 1){
const err221 = {instancePath:instancePath+"/status/conditions/" + i9+"/reason",schemaPath:"#/properties/status/properties/conditions/items/properties/reason/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err221);
errors++;
}
if(!pattern18.test(data91)){
const err222 = {instancePath:instancePath+"/status/conditions/" + i9+"/reason",schemaPath:"#/properties/status/properties/conditions/items/properties/reason/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}};
(vErrors ??= []).push(err222);
errors++;
}
}
else {
const err223 = {instancePath:instancePath+"/status/conditions/" + i9+"/reason",schemaPath:"#/properties/status/properties/conditions/items/properties/reason/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err223);
errors++;
}
}
if(data86.message !== undefined && func0.call(data86, "message")){
let data92 = data86.message;
if(typeof data92 === "string"){
if(func69(data92) > 32768){
const err224 = {instancePath:instancePath+"/status/conditions/" + i9+"/message",schemaPath:"#/properties/status/properties/conditions/items/properties/message/maxLength",keyword:"maxLength",params:{limit: 32768}};
(vErrors ??= []).push(err224);
errors++;
}
}
else {
const err225 = {instancePath:instancePath+"/status/conditions/" + i9+"/message",schemaPath:"#/properties/status/properties/conditions/items/properties/message/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err225);
errors++;
}
}
}
else {
const err226 = {instancePath:instancePath+"/status/conditions/" + i9,schemaPath:"#/properties/status/properties/conditions/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err226);
errors++;
}
}
}
else {
const err227 = {instancePath:instancePath+"/status/conditions",schemaPath:"#/properties/status/properties/conditions/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err227);
errors++;
}
}
}
else {
const err228 = {instancePath:instancePath+"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err228);
errors++;
}
}
}
else {
const err229 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err229);
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

/** True for a value that is a HardeningRollout; `errors` of the last call otherwise. */
export const validateHardeningRollout: Validator<HardeningRollout> = Object.assign(validate, {
  expected: {
    "#/additionalProperties": "apiVersion, kind, metadata, spec, status",
    "#/properties/metadata/properties/name/pattern": "a DNS label of at most 50 characters, since it becomes part of a label key",
    "#/properties/spec/additionalProperties": "after, policies, selector, mode, newNamespaces, output, gates, waves, limits, windows, demotion, suspend",
    "#/properties/spec/properties/policies/items/additionalProperties": "engine, level, version, kind, namespace, name, rules",
    "#/properties/spec/properties/policies/items/properties/version/pattern": "a pinned version such as v1.34",
    "#/properties/spec/properties/output/additionalProperties": "kind, repository, path, branch",
    "#/properties/spec/properties/output/properties/path/pattern": "a relative path",
    "#/properties/spec/properties/waves/items/additionalProperties": "name, selector, maxConcurrent, soak, gates",
    "#/properties/spec/properties/waves/items/properties/maxConcurrent/anyOf": "a positive number or a percentage from 1% to 100%",
    "#/properties/spec/properties/limits/additionalProperties": "namespacesPerDay, podsPerDay",
    "#/properties/spec/properties/windows/items/additionalProperties": "kind, schedule, duration, timeZone, from, until, reason",
    "#/properties/spec/properties/demotion/additionalProperties": "action, rejections, workloads, window, cooldown, maxDemotions, pauseAfterNamespaces",
    "#/properties/status/additionalProperties": "observedGeneration, namespaces, wave, lastDecision, nextWindow, conditions",
    "#/properties/status/properties/namespaces/additionalProperties": "none, audit, warn, enforce, blocked",
    "#/properties/status/properties/conditions/items/additionalProperties": "type, status, observedGeneration, lastTransitionTime, reason, message",
    "#/properties/status/properties/conditions/items/properties/reason/pattern": "one word",
    "#/$defs/duration/pattern": "a duration such as 14d, 36h or 1d12h30m",
    "#/$defs/selector/additionalProperties": "matchLabels, matchExpressions",
    "#/$defs/selector/properties/matchExpressions/items/additionalProperties": "key, operator, values",
    "#/$defs/gates/additionalProperties": "warn, enforce",
    "#/$defs/gate/additionalProperties": "violations, window, maxGap, scans, freshness, silentWorkloads, minEphemeralAdmissions, approvals, checks",
    "#/$defs/gate/properties/checks/items/additionalProperties": "name, url, timeout",
    "#/$defs/gate/properties/checks/items/properties/url/pattern": "a URL that begins with https://"
  },
});
