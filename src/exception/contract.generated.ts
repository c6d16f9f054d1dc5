// @ts-nocheck: made from a schema under schema/ by tools/generate.ts; change that and run it again.
import { formats, length, sameJson } from '../schema/runtime.ts';
import type { Validator } from '../schema/problems.ts';

export interface ExceptionContract {
  readonly apiVersion: 'portcullis.dev/v1alpha1';
  readonly kind: 'ExceptionContract';
  readonly metadata: {
    /** Names the contract in reports and in everything compiled from it. */
    readonly name: string;
    /** The namespace of the subjects. A contract excuses nothing outside it. */
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    /** To whom: the workloads that are excused. */
    readonly subjects: readonly {
      /** The API group of the kind. Only needed where two groups have a kind of that name. */
      readonly apiGroup?: string;
      /** The kind of the workload as it is written down: the Deployment, not its ReplicaSet or Pod. */
      readonly kind: string;
      /** The name. It may end in `*`, but not begin with it. */
      readonly name: string;
      /** Only these containers. A field of the whole pod is then excused only when every container of the pod is listed. */
      readonly containers?: readonly string[];
      /** Only containers with one of these images; `*` stands for any characters. A field of the whole pod is then excused only when every image of the pod matches. */
      readonly images?: readonly string[];
    }[];
    /** From what: as narrow as it can be. */
    readonly policies: readonly {
      /** Who refuses. */
      readonly engine: 'PodSecurity' | 'Kyverno' | 'Gatekeeper' | 'ValidatingAdmissionPolicy' | 'Scanner';
      /** PodSecurity: the checks are excused at this level and below. */
      readonly level?: 'baseline' | 'restricted';
      /** PodSecurity: the checks, by their upstream ids such as `runAsNonRoot`. */
      readonly checks?: readonly string[];
      /** The kind of the policy, such as ClusterPolicy or K8sAllowedRepos; for Scanner the tool. */
      readonly kind?: string;
      /** The namespace of a namespaced policy. */
      readonly namespace?: string;
      /** The name of the policy. */
      readonly name?: string;
      /** Only these rules of the policy. The rules Kyverno derives for workload kinds (`autogen-…`) go with theirs. */
      readonly rules?: readonly string[];
      /** Only these fields, and where values are given only while they hold one of them. */
      readonly fields?: readonly {
        /** As verdicts write it, seen from the pod: `spec.containers[name=api].securityContext.runAsNonRoot`. `[*]` is any item. */
        readonly path: string;
        /** The values that are excused; null is a missing field. */
        readonly values?: readonly unknown[];
      }[];
    }[];
    /** Who answers for it. */
    readonly owner: {
      /** The team. */
      readonly team: string;
      /** Where the team can be reached: a channel or an address. */
      readonly contact: string;
    };
    /** Why it is needed, in words of its own. */
    readonly reason: string;
    /** What it costs. */
    readonly risk: {
      /** How bad it would be. The longest term follows from it: 90, 60, 30 and 7 days unless configured otherwise. */
      readonly level: 'Low' | 'Medium' | 'High' | 'Critical';
      /** What an attacker gains by it. */
      readonly impact: string;
      /** What stands in the way all the same. */
      readonly mitigations?: readonly string[];
    };
    /** Where it is discussed. */
    readonly ticket?: string;
    /** May be compiled to a wider exemption where an engine knows no narrower one. */
    readonly acceptWider?: boolean;
    /** When it begins. */
    readonly validFrom: string;
    /** When it ends. */
    readonly expiresAt: string;
    /** How it will end. */
    readonly exit?: {
      /** By a fix of our own, by one of the vendor's, or not: then it is attested anew each time. */
      readonly kind: 'Fix' | 'Upstream' | 'Permanent';
      /** The plan. */
      readonly plan?: string;
    };
    /** The contract that this one follows. */
    readonly renews?: {
      /** Its name. */
      readonly name: string;
      /** The hash of its spec as it was approved. */
      readonly specHash: string;
    };
    /** Set by `exception revoke`, and never taken back. */
    readonly revoked?: {
      /** Who revoked it. */
      readonly by: string;
      /** Why. */
      readonly reason: string;
      /** When. */
      readonly at: string;
    };
  };
  /** Written by Portcullis in a cluster; a cache, never an input of a decision. In a file it is ignored. */
  readonly status?: {
    /** The generation the rest was computed from. */
    readonly observedGeneration?: number;
    /** The hash that approvals are bound to. */
    readonly specHash?: string;
    /** Where the contract stands. */
    readonly state?: 'Proposed' | 'Approved' | 'Active' | 'Expiring' | 'Overdue' | 'Expired' | 'Revoked';
    /** Who approved which spec. */
    readonly approvals?: readonly {
      /** Who approved it. */
      readonly by: string;
      /** When. */
      readonly at: string;
      /** How: a signed commit, a forge, a person with the right to write status. */
      readonly via?: string;
      /** The commit that brought it to the approval branch. */
      readonly commit?: string;
      /** What was approved. Another spec needs another approval. */
      readonly specHash: string;
    }[];
    /** What was made of it for which engine. */
    readonly compiled?: readonly {
      /** The engine. */
      readonly engine: string;
      /** The form. */
      readonly as: string;
      /** The object. */
      readonly object: string;
    }[];
    /** When a refusal was last excused by it. */
    readonly lastUsed?: string;
    /** How many refusals it has excused. */
    readonly uses?: number;
    /** False when every subject would pass without it. */
    readonly stillNeeded?: boolean;
  };
}

const validate = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://portcullis.dev/schema/exceptioncontract.schema.json","title":"ExceptionContract","description":"Who is excused from what, why, at which risk, and until when.","x-portcullis-crd":{"group":"portcullis.dev","version":"v1alpha1","scope":"Namespaced","names":{"kind":"ExceptionContract","listKind":"ExceptionContractList","plural":"exceptioncontracts","singular":"exceptioncontract","shortNames":["exc"]},"additionalPrinterColumns":[{"name":"State","type":"string","jsonPath":".status.state"},{"name":"Owner","type":"string","jsonPath":".spec.owner.team"},{"name":"Risk","type":"string","jsonPath":".spec.risk.level"},{"name":"Expires","type":"string","jsonPath":".spec.expiresAt"},{"name":"Last-Used","type":"date","jsonPath":".status.lastUsed"},{"name":"Needed","type":"boolean","jsonPath":".status.stillNeeded"}]},"type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"const":"portcullis.dev/v1alpha1"},"kind":{"const":"ExceptionContract"},"metadata":{"type":"object","required":["name","namespace"],"properties":{"name":{"type":"string","maxLength":253,"pattern":"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$","description":"Names the contract in reports and in everything compiled from it."},"namespace":{"type":"string","maxLength":63,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$","description":"The namespace of the subjects. A contract excuses nothing outside it."},"labels":{"type":"object","additionalProperties":{"type":"string"}},"annotations":{"type":"object","additionalProperties":{"type":"string"}}}},"spec":{"type":"object","additionalProperties":false,"required":["subjects","policies","owner","reason","risk","validFrom","expiresAt"],"x-kubernetes-validations":[{"rule":"self.validFrom < self.expiresAt && self.expiresAt - self.validFrom <= duration('9600h')","message":"the contract must end after it begins, and within 400 days"},{"rule":"self.risk.level != 'Critical' || (has(self.risk.mitigations) && self.risk.mitigations.size() > 0)","message":"a Critical contract needs at least one mitigation"},{"rule":"!has(self.exit) || self.exit.kind != 'Permanent' || has(self.exit.plan)","message":"a permanent exception needs a plan"},{"rule":"!has(oldSelf.revoked) || has(self.revoked)","message":"a revocation cannot be taken back; write a new contract"}],"properties":{"subjects":{"type":"array","minItems":1,"maxItems":16,"description":"To whom: the workloads that are excused.","items":{"type":"object","additionalProperties":false,"required":["kind","name"],"properties":{"apiGroup":{"type":"string","maxLength":253,"description":"The API group of the kind. Only needed where two groups have a kind of that name."},"kind":{"type":"string","minLength":1,"maxLength":63,"description":"The kind of the workload as it is written down: the Deployment, not its ReplicaSet or Pod."},"name":{"type":"string","minLength":1,"maxLength":253,"pattern":"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(-?\\*)?$","x-expected":"a name such as checkout, or the beginning of names such as import-*","description":"The name. It may end in `*`, but not begin with it."},"containers":{"type":"array","minItems":1,"maxItems":32,"description":"Only these containers. A field of the whole pod is then excused only when every container of the pod is listed.","items":{"type":"string","minLength":1,"maxLength":63}},"images":{"type":"array","minItems":1,"maxItems":32,"description":"Only containers with one of these images; `*` stands for any characters. A field of the whole pod is then excused only when every image of the pod matches.","items":{"type":"string","minLength":1,"maxLength":512}}}}},"policies":{"type":"array","minItems":1,"maxItems":16,"description":"From what: as narrow as it can be.","items":{"type":"object","additionalProperties":false,"required":["engine"],"x-kubernetes-validations":[{"rule":"self.engine == 'PodSecurity' ? (has(self.level) && has(self.checks) && !has(self.name)) : has(self.name)","message":"PodSecurity takes level and checks; every other engine takes the name of one policy"},{"rule":"!(self.engine in ['Kyverno', 'Gatekeeper', 'Scanner']) || has(self.kind)","message":"kind is needed: names are unique only within one (for Scanner it is the tool, such as kube-linter)"}],"properties":{"engine":{"type":"string","enum":["PodSecurity","Kyverno","Gatekeeper","ValidatingAdmissionPolicy","Scanner"],"description":"Who refuses."},"level":{"type":"string","enum":["baseline","restricted"],"description":"PodSecurity: the checks are excused at this level and below."},"checks":{"type":"array","minItems":1,"maxItems":32,"description":"PodSecurity: the checks, by their upstream ids such as `runAsNonRoot`.","items":{"type":"string","minLength":1,"maxLength":253}},"kind":{"type":"string","minLength":1,"maxLength":253,"description":"The kind of the policy, such as ClusterPolicy or K8sAllowedRepos; for Scanner the tool."},"namespace":{"type":"string","minLength":1,"maxLength":63,"description":"The namespace of a namespaced policy."},"name":{"type":"string","minLength":1,"maxLength":253,"description":"The name of the policy."},"rules":{"type":"array","minItems":1,"maxItems":32,"description":"Only these rules of the policy. The rules Kyverno derives for workload kinds (`autogen-…`) go with theirs.","items":{"type":"string","minLength":1,"maxLength":253}},"fields":{"type":"array","minItems":1,"maxItems":32,"description":"Only these fields, and where values are given only while they hold one of them.","items":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"path":{"type":"string","minLength":1,"maxLength":512,"description":"As verdicts write it, seen from the pod: `spec.containers[name=api].securityContext.runAsNonRoot`. `[*]` is any item."},"values":{"type":"array","minItems":1,"maxItems":32,"description":"The values that are excused; null is a missing field.","items":{}}}}}}}},"owner":{"type":"object","additionalProperties":false,"required":["team","contact"],"description":"Who answers for it.","properties":{"team":{"type":"string","minLength":1,"maxLength":253,"pattern":"\\S","description":"The team."},"contact":{"type":"string","minLength":1,"maxLength":253,"pattern":"\\S","description":"Where the team can be reached: a channel or an address."}}},"reason":{"type":"string","minLength":20,"maxLength":2000,"pattern":"^\\s*\\S+\\s+\\S+\\s+\\S","description":"Why it is needed, in words of its own."},"risk":{"type":"object","additionalProperties":false,"required":["level","impact"],"description":"What it costs.","properties":{"level":{"type":"string","enum":["Low","Medium","High","Critical"],"description":"How bad it would be. The longest term follows from it: 90, 60, 30 and 7 days unless configured otherwise."},"impact":{"type":"string","minLength":10,"maxLength":2000,"pattern":"^\\s*\\S+\\s+\\S","description":"What an attacker gains by it."},"mitigations":{"type":"array","maxItems":32,"description":"What stands in the way all the same.","items":{"type":"string","minLength":1,"maxLength":2000}}}},"ticket":{"type":"string","minLength":1,"maxLength":253,"description":"Where it is discussed."},"acceptWider":{"type":"boolean","description":"May be compiled to a wider exemption where an engine knows no narrower one."},"validFrom":{"type":"string","format":"date-time","description":"When it begins."},"expiresAt":{"type":"string","format":"date-time","description":"When it ends."},"exit":{"type":"object","additionalProperties":false,"required":["kind"],"description":"How it will end.","properties":{"kind":{"type":"string","enum":["Fix","Upstream","Permanent"],"description":"By a fix of our own, by one of the vendor's, or not: then it is attested anew each time."},"plan":{"type":"string","minLength":1,"maxLength":2000,"description":"The plan."}}},"renews":{"type":"object","additionalProperties":false,"required":["name","specHash"],"description":"The contract that this one follows.","properties":{"name":{"type":"string","minLength":1,"maxLength":253,"description":"Its name."},"specHash":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$","description":"The hash of its spec as it was approved."}}},"revoked":{"type":"object","additionalProperties":false,"required":["by","reason","at"],"description":"Set by `exception revoke`, and never taken back.","properties":{"by":{"type":"string","minLength":1,"maxLength":253,"description":"Who revoked it."},"reason":{"type":"string","minLength":10,"maxLength":2000,"description":"Why."},"at":{"type":"string","format":"date-time","description":"When."}}}}},"status":{"type":"object","additionalProperties":false,"description":"Written by Portcullis in a cluster; a cache, never an input of a decision. In a file it is ignored.","properties":{"observedGeneration":{"type":"integer","format":"int64","minimum":0,"description":"The generation the rest was computed from."},"specHash":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$","description":"The hash that approvals are bound to."},"state":{"type":"string","enum":["Proposed","Approved","Active","Expiring","Overdue","Expired","Revoked"],"description":"Where the contract stands."},"approvals":{"type":"array","maxItems":32,"description":"Who approved which spec.","items":{"type":"object","additionalProperties":false,"required":["by","at","specHash"],"properties":{"by":{"type":"string","minLength":1,"maxLength":253,"description":"Who approved it."},"at":{"type":"string","format":"date-time","description":"When."},"via":{"type":"string","maxLength":253,"description":"How: a signed commit, a forge, a person with the right to write status."},"commit":{"type":"string","pattern":"^[0-9a-f]{40}([0-9a-f]{24})?$","description":"The commit that brought it to the approval branch."},"specHash":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$","description":"What was approved. Another spec needs another approval."}}}},"compiled":{"type":"array","maxItems":64,"description":"What was made of it for which engine.","items":{"type":"object","additionalProperties":false,"required":["engine","as","object"],"properties":{"engine":{"type":"string","minLength":1,"maxLength":63,"description":"The engine."},"as":{"type":"string","minLength":1,"maxLength":253,"description":"The form."},"object":{"type":"string","minLength":1,"maxLength":512,"description":"The object."}}}},"lastUsed":{"type":"string","format":"date-time","description":"When a refusal was last excused by it."},"uses":{"type":"integer","format":"int64","minimum":0,"description":"How many refusals it has excused."},"stillNeeded":{"type":"boolean","description":"False when every subject would pass without it."}}}}};
const func0 = Object.prototype.hasOwnProperty;
const func70 = length;
const pattern4 = new RegExp("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "u");
const pattern5 = new RegExp("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "u");
const pattern6 = new RegExp("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(-?\\*)?$", "u");
const pattern7 = new RegExp("\\S", "u");
const pattern9 = new RegExp("^\\s*\\S+\\s+\\S+\\s+\\S", "u");
const pattern10 = new RegExp("^\\s*\\S+\\s+\\S", "u");
const pattern11 = new RegExp("^sha256:[0-9a-f]{64}$", "u");
const pattern13 = new RegExp("^[0-9a-f]{40}([0-9a-f]{24})?$", "u");
const formats0 = formats["date-time"];
const formats6 = formats.int64;

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://portcullis.dev/schema/exceptioncontract.schema.json" */;
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
if("ExceptionContract" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "ExceptionContract"}};
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
if((data2.namespace === undefined) || (!(func0.call(data2, "namespace")))){
const err8 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "namespace"}};
(vErrors ??= []).push(err8);
errors++;
}
if(data2.name !== undefined && func0.call(data2, "name")){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func70(data3) > 253){
const err9 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err9);
errors++;
}
if(!pattern4.test(data3)){
const err10 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"}};
(vErrors ??= []).push(err10);
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err11);
errors++;
}
}
if(data2.namespace !== undefined && func0.call(data2, "namespace")){
let data4 = data2.namespace;
if(typeof data4 === "string"){
if(func70(data4) > 63){
const err12 = {instancePath:instancePath+"/metadata/namespace",schemaPath:"#/properties/metadata/properties/namespace/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err12);
errors++;
}
if(!pattern5.test(data4)){
const err13 = {instancePath:instancePath+"/metadata/namespace",schemaPath:"#/properties/metadata/properties/namespace/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
(vErrors ??= []).push(err13);
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/metadata/namespace",schemaPath:"#/properties/metadata/properties/namespace/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err14);
errors++;
}
}
if(data2.labels !== undefined && func0.call(data2, "labels")){
let data5 = data2.labels;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 of Object.keys(data5)){
if(typeof data5[key1] !== "string"){
const err15 = {instancePath:instancePath+"/metadata/labels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err15);
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/properties/metadata/properties/labels/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err16);
errors++;
}
}
if(data2.annotations !== undefined && func0.call(data2, "annotations")){
let data7 = data2.annotations;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key2 of Object.keys(data7)){
if(typeof data7[key2] !== "string"){
const err17 = {instancePath:instancePath+"/metadata/annotations/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err17);
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/properties/metadata/properties/annotations/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err18);
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err19);
errors++;
}
}
if(data.spec !== undefined && func0.call(data, "spec")){
let data9 = data.spec;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if((data9.subjects === undefined) || (!(func0.call(data9, "subjects")))){
const err20 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "subjects"}};
(vErrors ??= []).push(err20);
errors++;
}
if((data9.policies === undefined) || (!(func0.call(data9, "policies")))){
const err21 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "policies"}};
(vErrors ??= []).push(err21);
errors++;
}
if((data9.owner === undefined) || (!(func0.call(data9, "owner")))){
const err22 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "owner"}};
(vErrors ??= []).push(err22);
errors++;
}
if((data9.reason === undefined) || (!(func0.call(data9, "reason")))){
const err23 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "reason"}};
(vErrors ??= []).push(err23);
errors++;
}
if((data9.risk === undefined) || (!(func0.call(data9, "risk")))){
const err24 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "risk"}};
(vErrors ??= []).push(err24);
errors++;
}
if((data9.validFrom === undefined) || (!(func0.call(data9, "validFrom")))){
const err25 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "validFrom"}};
(vErrors ??= []).push(err25);
errors++;
}
if((data9.expiresAt === undefined) || (!(func0.call(data9, "expiresAt")))){
const err26 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "expiresAt"}};
(vErrors ??= []).push(err26);
errors++;
}
for(const key3 of Object.keys(data9)){
if(!(func0.call(schema31.properties.spec.properties, key3))){
const err27 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
(vErrors ??= []).push(err27);
errors++;
}
}
if(data9.subjects !== undefined && func0.call(data9, "subjects")){
let data10 = data9.subjects;
if(Array.isArray(data10)){
if(data10.length > 16){
const err28 = {instancePath:instancePath+"/spec/subjects",schemaPath:"#/properties/spec/properties/subjects/maxItems",keyword:"maxItems",params:{limit: 16}};
(vErrors ??= []).push(err28);
errors++;
}
if(data10.length < 1){
const err29 = {instancePath:instancePath+"/spec/subjects",schemaPath:"#/properties/spec/properties/subjects/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err29);
errors++;
}
const len0 = data10.length;
for(let i0=0; i0<len0; i0++){
let data11 = data10[i0];
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if((data11.kind === undefined) || (!(func0.call(data11, "kind")))){
const err30 = {instancePath:instancePath+"/spec/subjects/" + i0,schemaPath:"#/properties/spec/properties/subjects/items/required",keyword:"required",params:{missingProperty: "kind"}};
(vErrors ??= []).push(err30);
errors++;
}
if((data11.name === undefined) || (!(func0.call(data11, "name")))){
const err31 = {instancePath:instancePath+"/spec/subjects/" + i0,schemaPath:"#/properties/spec/properties/subjects/items/required",keyword:"required",params:{missingProperty: "name"}};
(vErrors ??= []).push(err31);
errors++;
}
for(const key4 of Object.keys(data11)){
if(!(((((key4 === "apiGroup") || (key4 === "kind")) || (key4 === "name")) || (key4 === "containers")) || (key4 === "images"))){
const err32 = {instancePath:instancePath+"/spec/subjects/" + i0,schemaPath:"#/properties/spec/properties/subjects/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
(vErrors ??= []).push(err32);
errors++;
}
}
if(data11.apiGroup !== undefined && func0.call(data11, "apiGroup")){
let data12 = data11.apiGroup;
if(typeof data12 === "string"){
if(func70(data12) > 253){
const err33 = {instancePath:instancePath+"/spec/subjects/" + i0+"/apiGroup",schemaPath:"#/properties/spec/properties/subjects/items/properties/apiGroup/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err33);
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/spec/subjects/" + i0+"/apiGroup",schemaPath:"#/properties/spec/properties/subjects/items/properties/apiGroup/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err34);
errors++;
}
}
if(data11.kind !== undefined && func0.call(data11, "kind")){
let data13 = data11.kind;
if(typeof data13 === "string"){
if(func70(data13) > 63){
const err35 = {instancePath:instancePath+"/spec/subjects/" + i0+"/kind",schemaPath:"#/properties/spec/properties/subjects/items/properties/kind/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err35);
errors++;
}
if(func70(data13) < 1){
const err36 = {instancePath:instancePath+"/spec/subjects/" + i0+"/kind",schemaPath:"#/properties/spec/properties/subjects/items/properties/kind/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err36);
errors++;
}
}
else {
const err37 = {instancePath:instancePath+"/spec/subjects/" + i0+"/kind",schemaPath:"#/properties/spec/properties/subjects/items/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err37);
errors++;
}
}
if(data11.name !== undefined && func0.call(data11, "name")){
let data14 = data11.name;
if(typeof data14 === "string"){
if(func70(data14) > 253){
const err38 = {instancePath:instancePath+"/spec/subjects/" + i0+"/name",schemaPath:"#/properties/spec/properties/subjects/items/properties/name/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err38);
errors++;
}
if(func70(data14) < 1){
const err39 = {instancePath:instancePath+"/spec/subjects/" + i0+"/name",schemaPath:"#/properties/spec/properties/subjects/items/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err39);
errors++;
}
if(!pattern6.test(data14)){
const err40 = {instancePath:instancePath+"/spec/subjects/" + i0+"/name",schemaPath:"#/properties/spec/properties/subjects/items/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(-?\\*)?$"}};
(vErrors ??= []).push(err40);
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/spec/subjects/" + i0+"/name",schemaPath:"#/properties/spec/properties/subjects/items/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err41);
errors++;
}
}
if(data11.containers !== undefined && func0.call(data11, "containers")){
let data15 = data11.containers;
if(Array.isArray(data15)){
if(data15.length > 32){
const err42 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers",schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err42);
errors++;
}
if(data15.length < 1){
const err43 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers",schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err43);
errors++;
}
const len1 = data15.length;
for(let i1=0; i1<len1; i1++){
let data16 = data15[i1];
if(typeof data16 === "string"){
if(func70(data16) > 63){
const err44 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers/" + i1,schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/items/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err44);
errors++;
}
if(func70(data16) < 1){
const err45 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers/" + i1,schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err45);
errors++;
}
}
else {
const err46 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers/" + i1,schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err46);
errors++;
}
}
}
else {
const err47 = {instancePath:instancePath+"/spec/subjects/" + i0+"/containers",schemaPath:"#/properties/spec/properties/subjects/items/properties/containers/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err47);
errors++;
}
}
if(data11.images !== undefined && func0.call(data11, "images")){
let data17 = data11.images;
if(Array.isArray(data17)){
if(data17.length > 32){
const err48 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images",schemaPath:"#/properties/spec/properties/subjects/items/properties/images/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err48);
errors++;
}
if(data17.length < 1){
const err49 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images",schemaPath:"#/properties/spec/properties/subjects/items/properties/images/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err49);
errors++;
}
const len2 = data17.length;
for(let i2=0; i2<len2; i2++){
let data18 = data17[i2];
if(typeof data18 === "string"){
if(func70(data18) > 512){
const err50 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images/" + i2,schemaPath:"#/properties/spec/properties/subjects/items/properties/images/items/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err50);
errors++;
}
if(func70(data18) < 1){
const err51 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images/" + i2,schemaPath:"#/properties/spec/properties/subjects/items/properties/images/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err51);
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images/" + i2,schemaPath:"#/properties/spec/properties/subjects/items/properties/images/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err52);
errors++;
}
}
}
else {
const err53 = {instancePath:instancePath+"/spec/subjects/" + i0+"/images",schemaPath:"#/properties/spec/properties/subjects/items/properties/images/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err53);
errors++;
}
}
}
else {
const err54 = {instancePath:instancePath+"/spec/subjects/" + i0,schemaPath:"#/properties/spec/properties/subjects/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err54);
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/spec/subjects",schemaPath:"#/properties/spec/properties/subjects/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err55);
errors++;
}
}
if(data9.policies !== undefined && func0.call(data9, "policies")){
let data19 = data9.policies;
if(Array.isArray(data19)){
if(data19.length > 16){
const err56 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/maxItems",keyword:"maxItems",params:{limit: 16}};
(vErrors ??= []).push(err56);
errors++;
}
if(data19.length < 1){
const err57 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err57);
errors++;
}
const len3 = data19.length;
for(let i3=0; i3<len3; i3++){
let data20 = data19[i3];
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if((data20.engine === undefined) || (!(func0.call(data20, "engine")))){
const err58 = {instancePath:instancePath+"/spec/policies/" + i3,schemaPath:"#/properties/spec/properties/policies/items/required",keyword:"required",params:{missingProperty: "engine"}};
(vErrors ??= []).push(err58);
errors++;
}
for(const key5 of Object.keys(data20)){
if(!((((((((key5 === "engine") || (key5 === "level")) || (key5 === "checks")) || (key5 === "kind")) || (key5 === "namespace")) || (key5 === "name")) || (key5 === "rules")) || (key5 === "fields"))){
const err59 = {instancePath:instancePath+"/spec/policies/" + i3,schemaPath:"#/properties/spec/properties/policies/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
(vErrors ??= []).push(err59);
errors++;
}
}
if(data20.engine !== undefined && func0.call(data20, "engine")){
let data21 = data20.engine;
if(typeof data21 !== "string"){
const err60 = {instancePath:instancePath+"/spec/policies/" + i3+"/engine",schemaPath:"#/properties/spec/properties/policies/items/properties/engine/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err60);
errors++;
}
if(!(((((data21 === "PodSecurity") || (data21 === "Kyverno")) || (data21 === "Gatekeeper")) || (data21 === "ValidatingAdmissionPolicy")) || (data21 === "Scanner"))){
const err61 = {instancePath:instancePath+"/spec/policies/" + i3+"/engine",schemaPath:"#/properties/spec/properties/policies/items/properties/engine/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.policies.items.properties.engine.enum}};
(vErrors ??= []).push(err61);
errors++;
}
}
if(data20.level !== undefined && func0.call(data20, "level")){
let data22 = data20.level;
if(typeof data22 !== "string"){
const err62 = {instancePath:instancePath+"/spec/policies/" + i3+"/level",schemaPath:"#/properties/spec/properties/policies/items/properties/level/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err62);
errors++;
}
if(!((data22 === "baseline") || (data22 === "restricted"))){
const err63 = {instancePath:instancePath+"/spec/policies/" + i3+"/level",schemaPath:"#/properties/spec/properties/policies/items/properties/level/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.policies.items.properties.level.enum}};
(vErrors ??= []).push(err63);
errors++;
}
}
if(data20.checks !== undefined && func0.call(data20, "checks")){
let data23 = data20.checks;
if(Array.isArray(data23)){
if(data23.length > 32){
const err64 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks",schemaPath:"#/properties/spec/properties/policies/items/properties/checks/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err64);
errors++;
}
if(data23.length < 1){
const err65 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks",schemaPath:"#/properties/spec/properties/policies/items/properties/checks/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err65);
errors++;
}
const len4 = data23.length;
for(let i4=0; i4<len4; i4++){
let data24 = data23[i4];
if(typeof data24 === "string"){
if(func70(data24) > 253){
const err66 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks/" + i4,schemaPath:"#/properties/spec/properties/policies/items/properties/checks/items/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err66);
errors++;
}
if(func70(data24) < 1){
const err67 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks/" + i4,schemaPath:"#/properties/spec/properties/policies/items/properties/checks/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err67);
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks/" + i4,schemaPath:"#/properties/spec/properties/policies/items/properties/checks/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err68);
errors++;
}
}
}
else {
const err69 = {instancePath:instancePath+"/spec/policies/" + i3+"/checks",schemaPath:"#/properties/spec/properties/policies/items/properties/checks/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err69);
errors++;
}
}
if(data20.kind !== undefined && func0.call(data20, "kind")){
let data25 = data20.kind;
if(typeof data25 === "string"){
if(func70(data25) > 253){
const err70 = {instancePath:instancePath+"/spec/policies/" + i3+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err70);
errors++;
}
if(func70(data25) < 1){
const err71 = {instancePath:instancePath+"/spec/policies/" + i3+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err71);
errors++;
}
}
else {
const err72 = {instancePath:instancePath+"/spec/policies/" + i3+"/kind",schemaPath:"#/properties/spec/properties/policies/items/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err72);
errors++;
}
}
if(data20.namespace !== undefined && func0.call(data20, "namespace")){
let data26 = data20.namespace;
if(typeof data26 === "string"){
if(func70(data26) > 63){
const err73 = {instancePath:instancePath+"/spec/policies/" + i3+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err73);
errors++;
}
if(func70(data26) < 1){
const err74 = {instancePath:instancePath+"/spec/policies/" + i3+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err74);
errors++;
}
}
else {
const err75 = {instancePath:instancePath+"/spec/policies/" + i3+"/namespace",schemaPath:"#/properties/spec/properties/policies/items/properties/namespace/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err75);
errors++;
}
}
if(data20.name !== undefined && func0.call(data20, "name")){
let data27 = data20.name;
if(typeof data27 === "string"){
if(func70(data27) > 253){
const err76 = {instancePath:instancePath+"/spec/policies/" + i3+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err76);
errors++;
}
if(func70(data27) < 1){
const err77 = {instancePath:instancePath+"/spec/policies/" + i3+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err77);
errors++;
}
}
else {
const err78 = {instancePath:instancePath+"/spec/policies/" + i3+"/name",schemaPath:"#/properties/spec/properties/policies/items/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err78);
errors++;
}
}
if(data20.rules !== undefined && func0.call(data20, "rules")){
let data28 = data20.rules;
if(Array.isArray(data28)){
if(data28.length > 32){
const err79 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err79);
errors++;
}
if(data28.length < 1){
const err80 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err80);
errors++;
}
const len5 = data28.length;
for(let i5=0; i5<len5; i5++){
let data29 = data28[i5];
if(typeof data29 === "string"){
if(func70(data29) > 253){
const err81 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules/" + i5,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err81);
errors++;
}
if(func70(data29) < 1){
const err82 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules/" + i5,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err82);
errors++;
}
}
else {
const err83 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules/" + i5,schemaPath:"#/properties/spec/properties/policies/items/properties/rules/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err83);
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/spec/policies/" + i3+"/rules",schemaPath:"#/properties/spec/properties/policies/items/properties/rules/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err84);
errors++;
}
}
if(data20.fields !== undefined && func0.call(data20, "fields")){
let data30 = data20.fields;
if(Array.isArray(data30)){
if(data30.length > 32){
const err85 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err85);
errors++;
}
if(data30.length < 1){
const err86 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err86);
errors++;
}
const len6 = data30.length;
for(let i6=0; i6<len6; i6++){
let data31 = data30[i6];
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if((data31.path === undefined) || (!(func0.call(data31, "path")))){
const err87 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6,schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/required",keyword:"required",params:{missingProperty: "path"}};
(vErrors ??= []).push(err87);
errors++;
}
for(const key6 of Object.keys(data31)){
if(!((key6 === "path") || (key6 === "values"))){
const err88 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6,schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
(vErrors ??= []).push(err88);
errors++;
}
}
if(data31.path !== undefined && func0.call(data31, "path")){
let data32 = data31.path;
if(typeof data32 === "string"){
if(func70(data32) > 512){
const err89 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/path",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/path/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err89);
errors++;
}
if(func70(data32) < 1){
const err90 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/path",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/path/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err90);
errors++;
}
}
else {
const err91 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/path",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/path/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err91);
errors++;
}
}
if(data31.values !== undefined && func0.call(data31, "values")){
let data33 = data31.values;
if(Array.isArray(data33)){
if(data33.length > 32){
const err92 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/values",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/values/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err92);
errors++;
}
if(data33.length < 1){
const err93 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/values",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/values/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err93);
errors++;
}
}
else {
const err94 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6+"/values",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/properties/values/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err94);
errors++;
}
}
}
else {
const err95 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields/" + i6,schemaPath:"#/properties/spec/properties/policies/items/properties/fields/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err95);
errors++;
}
}
}
else {
const err96 = {instancePath:instancePath+"/spec/policies/" + i3+"/fields",schemaPath:"#/properties/spec/properties/policies/items/properties/fields/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err96);
errors++;
}
}
}
else {
const err97 = {instancePath:instancePath+"/spec/policies/" + i3,schemaPath:"#/properties/spec/properties/policies/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err97);
errors++;
}
}
}
else {
const err98 = {instancePath:instancePath+"/spec/policies",schemaPath:"#/properties/spec/properties/policies/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err98);
errors++;
}
}
if(data9.owner !== undefined && func0.call(data9, "owner")){
let data34 = data9.owner;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if((data34.team === undefined) || (!(func0.call(data34, "team")))){
const err99 = {instancePath:instancePath+"/spec/owner",schemaPath:"#/properties/spec/properties/owner/required",keyword:"required",params:{missingProperty: "team"}};
(vErrors ??= []).push(err99);
errors++;
}
if((data34.contact === undefined) || (!(func0.call(data34, "contact")))){
const err100 = {instancePath:instancePath+"/spec/owner",schemaPath:"#/properties/spec/properties/owner/required",keyword:"required",params:{missingProperty: "contact"}};
(vErrors ??= []).push(err100);
errors++;
}
for(const key7 of Object.keys(data34)){
if(!((key7 === "team") || (key7 === "contact"))){
const err101 = {instancePath:instancePath+"/spec/owner",schemaPath:"#/properties/spec/properties/owner/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
(vErrors ??= []).push(err101);
errors++;
}
}
if(data34.team !== undefined && func0.call(data34, "team")){
let data35 = data34.team;
if(typeof data35 === "string"){
if(func70(data35) > 253){
const err102 = {instancePath:instancePath+"/spec/owner/team",schemaPath:"#/properties/spec/properties/owner/properties/team/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err102);
errors++;
}
if(func70(data35) < 1){
const err103 = {instancePath:instancePath+"/spec/owner/team",schemaPath:"#/properties/spec/properties/owner/properties/team/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err103);
errors++;
}
if(!pattern7.test(data35)){
const err104 = {instancePath:instancePath+"/spec/owner/team",schemaPath:"#/properties/spec/properties/owner/properties/team/pattern",keyword:"pattern",params:{pattern: "\\S"}};
(vErrors ??= []).push(err104);
errors++;
}
}
else {
const err105 = {instancePath:instancePath+"/spec/owner/team",schemaPath:"#/properties/spec/properties/owner/properties/team/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err105);
errors++;
}
}
if(data34.contact !== undefined && func0.call(data34, "contact")){
let data36 = data34.contact;
if(typeof data36 === "string"){
if(func70(data36) > 253){
const err106 = {instancePath:instancePath+"/spec/owner/contact",schemaPath:"#/properties/spec/properties/owner/properties/contact/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err106);
errors++;
}
if(func70(data36) < 1){
const err107 = {instancePath:instancePath+"/spec/owner/contact",schemaPath:"#/properties/spec/properties/owner/properties/contact/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err107);
errors++;
}
if(!pattern7.test(data36)){
const err108 = {instancePath:instancePath+"/spec/owner/contact",schemaPath:"#/properties/spec/properties/owner/properties/contact/pattern",keyword:"pattern",params:{pattern: "\\S"}};
(vErrors ??= []).push(err108);
errors++;
}
}
else {
const err109 = {instancePath:instancePath+"/spec/owner/contact",schemaPath:"#/properties/spec/properties/owner/properties/contact/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err109);
errors++;
}
}
}
else {
const err110 = {instancePath:instancePath+"/spec/owner",schemaPath:"#/properties/spec/properties/owner/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err110);
errors++;
}
}
if(data9.reason !== undefined && func0.call(data9, "reason")){
let data37 = data9.reason;
if(typeof data37 === "string"){
if(func70(data37) > 2000){
const err111 = {instancePath:instancePath+"/spec/reason",schemaPath:"#/properties/spec/properties/reason/maxLength",keyword:"maxLength",params:{limit: 2000}};
(vErrors ??= []).push(err111);
errors++;
}
if(func70(data37) < 20){
const err112 = {instancePath:instancePath+"/spec/reason",schemaPath:"#/properties/spec/properties/reason/minLength",keyword:"minLength",params:{limit: 20}};
(vErrors ??= []).push(err112);
errors++;
}
if(!pattern9.test(data37)){
const err113 = {instancePath:instancePath+"/spec/reason",schemaPath:"#/properties/spec/properties/reason/pattern",keyword:"pattern",params:{pattern: "^\\s*\\S+\\s+\\S+\\s+\\S"}};
(vErrors ??= []).push(err113);
errors++;
}
}
else {
const err114 = {instancePath:instancePath+"/spec/reason",schemaPath:"#/properties/spec/properties/reason/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err114);
errors++;
}
}
if(data9.risk !== undefined && func0.call(data9, "risk")){
let data38 = data9.risk;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
if((data38.level === undefined) || (!(func0.call(data38, "level")))){
const err115 = {instancePath:instancePath+"/spec/risk",schemaPath:"#/properties/spec/properties/risk/required",keyword:"required",params:{missingProperty: "level"}};
(vErrors ??= []).push(err115);
errors++;
}
if((data38.impact === undefined) || (!(func0.call(data38, "impact")))){
const err116 = {instancePath:instancePath+"/spec/risk",schemaPath:"#/properties/spec/properties/risk/required",keyword:"required",params:{missingProperty: "impact"}};
(vErrors ??= []).push(err116);
errors++;
}
for(const key8 of Object.keys(data38)){
if(!(((key8 === "level") || (key8 === "impact")) || (key8 === "mitigations"))){
const err117 = {instancePath:instancePath+"/spec/risk",schemaPath:"#/properties/spec/properties/risk/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
(vErrors ??= []).push(err117);
errors++;
}
}
if(data38.level !== undefined && func0.call(data38, "level")){
let data39 = data38.level;
if(typeof data39 !== "string"){
const err118 = {instancePath:instancePath+"/spec/risk/level",schemaPath:"#/properties/spec/properties/risk/properties/level/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err118);
errors++;
}
if(!((((data39 === "Low") || (data39 === "Medium")) || (data39 === "High")) || (data39 === "Critical"))){
const err119 = {instancePath:instancePath+"/spec/risk/level",schemaPath:"#/properties/spec/properties/risk/properties/level/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.risk.properties.level.enum}};
(vErrors ??= []).push(err119);
errors++;
}
}
if(data38.impact !== undefined && func0.call(data38, "impact")){
let data40 = data38.impact;
if(typeof data40 === "string"){
if(func70(data40) > 2000){
const err120 = {instancePath:instancePath+"/spec/risk/impact",schemaPath:"#/properties/spec/properties/risk/properties/impact/maxLength",keyword:"maxLength",params:{limit: 2000}};
(vErrors ??= []).push(err120);
errors++;
}
if(func70(data40) < 10){
const err121 = {instancePath:instancePath+"/spec/risk/impact",schemaPath:"#/properties/spec/properties/risk/properties/impact/minLength",keyword:"minLength",params:{limit: 10}};
(vErrors ??= []).push(err121);
errors++;
}
if(!pattern10.test(data40)){
const err122 = {instancePath:instancePath+"/spec/risk/impact",schemaPath:"#/properties/spec/properties/risk/properties/impact/pattern",keyword:"pattern",params:{pattern: "^\\s*\\S+\\s+\\S"}};
(vErrors ??= []).push(err122);
errors++;
}
}
else {
const err123 = {instancePath:instancePath+"/spec/risk/impact",schemaPath:"#/properties/spec/properties/risk/properties/impact/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err123);
errors++;
}
}
if(data38.mitigations !== undefined && func0.call(data38, "mitigations")){
let data41 = data38.mitigations;
if(Array.isArray(data41)){
if(data41.length > 32){
const err124 = {instancePath:instancePath+"/spec/risk/mitigations",schemaPath:"#/properties/spec/properties/risk/properties/mitigations/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err124);
errors++;
}
const len7 = data41.length;
for(let i7=0; i7<len7; i7++){
let data42 = data41[i7];
if(typeof data42 === "string"){
if(func70(data42) > 2000){
const err125 = {instancePath:instancePath+"/spec/risk/mitigations/" + i7,schemaPath:"#/properties/spec/properties/risk/properties/mitigations/items/maxLength",keyword:"maxLength",params:{limit: 2000}};
(vErrors ??= []).push(err125);
errors++;
}
if(func70(data42) < 1){
const err126 = {instancePath:instancePath+"/spec/risk/mitigations/" + i7,schemaPath:"#/properties/spec/properties/risk/properties/mitigations/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err126);
errors++;
}
}
else {
const err127 = {instancePath:instancePath+"/spec/risk/mitigations/" + i7,schemaPath:"#/properties/spec/properties/risk/properties/mitigations/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err127);
errors++;
}
}
}
else {
const err128 = {instancePath:instancePath+"/spec/risk/mitigations",schemaPath:"#/properties/spec/properties/risk/properties/mitigations/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err128);
errors++;
}
}
}
else {
const err129 = {instancePath:instancePath+"/spec/risk",schemaPath:"#/properties/spec/properties/risk/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err129);
errors++;
}
}
if(data9.ticket !== undefined && func0.call(data9, "ticket")){
let data43 = data9.ticket;
if(typeof data43 === "string"){
if(func70(data43) > 253){
const err130 = {instancePath:instancePath+"/spec/ticket",schemaPath:"#/properties/spec/properties/ticket/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err130);
errors++;
}
if(func70(data43) < 1){
const err131 = {instancePath:instancePath+"/spec/ticket",schemaPath:"#/properties/spec/properties/ticket/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err131);
errors++;
}
}
else {
const err132 = {instancePath:instancePath+"/spec/ticket",schemaPath:"#/properties/spec/properties/ticket/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err132);
errors++;
}
}
if(data9.acceptWider !== undefined && func0.call(data9, "acceptWider")){
if(typeof data9.acceptWider !== "boolean"){
const err133 = {instancePath:instancePath+"/spec/acceptWider",schemaPath:"#/properties/spec/properties/acceptWider/type",keyword:"type",params:{type: "boolean"}};
(vErrors ??= []).push(err133);
errors++;
}
}
if(data9.validFrom !== undefined && func0.call(data9, "validFrom")){
let data45 = data9.validFrom;
if(typeof data45 === "string"){
if(!(formats0.validate(data45))){
const err134 = {instancePath:instancePath+"/spec/validFrom",schemaPath:"#/properties/spec/properties/validFrom/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err134);
errors++;
}
}
else {
const err135 = {instancePath:instancePath+"/spec/validFrom",schemaPath:"#/properties/spec/properties/validFrom/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err135);
errors++;
}
}
if(data9.expiresAt !== undefined && func0.call(data9, "expiresAt")){
let data46 = data9.expiresAt;
if(typeof data46 === "string"){
if(!(formats0.validate(data46))){
const err136 = {instancePath:instancePath+"/spec/expiresAt",schemaPath:"#/properties/spec/properties/expiresAt/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err136);
errors++;
}
}
else {
const err137 = {instancePath:instancePath+"/spec/expiresAt",schemaPath:"#/properties/spec/properties/expiresAt/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err137);
errors++;
}
}
if(data9.exit !== undefined && func0.call(data9, "exit")){
let data47 = data9.exit;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
if((data47.kind === undefined) || (!(func0.call(data47, "kind")))){
const err138 = {instancePath:instancePath+"/spec/exit",schemaPath:"#/properties/spec/properties/exit/required",keyword:"required",params:{missingProperty: "kind"}};
(vErrors ??= []).push(err138);
errors++;
}
for(const key9 of Object.keys(data47)){
if(!((key9 === "kind") || (key9 === "plan"))){
const err139 = {instancePath:instancePath+"/spec/exit",schemaPath:"#/properties/spec/properties/exit/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9}};
(vErrors ??= []).push(err139);
errors++;
}
}
if(data47.kind !== undefined && func0.call(data47, "kind")){
let data48 = data47.kind;
if(typeof data48 !== "string"){
const err140 = {instancePath:instancePath+"/spec/exit/kind",schemaPath:"#/properties/spec/properties/exit/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err140);
errors++;
}
if(!(((data48 === "Fix") || (data48 === "Upstream")) || (data48 === "Permanent"))){
const err141 = {instancePath:instancePath+"/spec/exit/kind",schemaPath:"#/properties/spec/properties/exit/properties/kind/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.exit.properties.kind.enum}};
(vErrors ??= []).push(err141);
errors++;
}
}
if(data47.plan !== undefined && func0.call(data47, "plan")){
let data49 = data47.plan;
if(typeof data49 === "string"){
if(func70(data49) > 2000){
const err142 = {instancePath:instancePath+"/spec/exit/plan",schemaPath:"#/properties/spec/properties/exit/properties/plan/maxLength",keyword:"maxLength",params:{limit: 2000}};
(vErrors ??= []).push(err142);
errors++;
}
if(func70(data49) < 1){
const err143 = {instancePath:instancePath+"/spec/exit/plan",schemaPath:"#/properties/spec/properties/exit/properties/plan/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err143);
errors++;
}
}
else {
const err144 = {instancePath:instancePath+"/spec/exit/plan",schemaPath:"#/properties/spec/properties/exit/properties/plan/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err144);
errors++;
}
}
}
else {
const err145 = {instancePath:instancePath+"/spec/exit",schemaPath:"#/properties/spec/properties/exit/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err145);
errors++;
}
}
if(data9.renews !== undefined && func0.call(data9, "renews")){
let data50 = data9.renews;
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
if((data50.name === undefined) || (!(func0.call(data50, "name")))){
const err146 = {instancePath:instancePath+"/spec/renews",schemaPath:"#/properties/spec/properties/renews/required",keyword:"required",params:{missingProperty: "name"}};
(vErrors ??= []).push(err146);
errors++;
}
if((data50.specHash === undefined) || (!(func0.call(data50, "specHash")))){
const err147 = {instancePath:instancePath+"/spec/renews",schemaPath:"#/properties/spec/properties/renews/required",keyword:"required",params:{missingProperty: "specHash"}};
(vErrors ??= []).push(err147);
errors++;
}
for(const key10 of Object.keys(data50)){
if(!((key10 === "name") || (key10 === "specHash"))){
const err148 = {instancePath:instancePath+"/spec/renews",schemaPath:"#/properties/spec/properties/renews/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10}};
(vErrors ??= []).push(err148);
errors++;
}
}
if(data50.name !== undefined && func0.call(data50, "name")){
let data51 = data50.name;
if(typeof data51 === "string"){
if(func70(data51) > 253){
const err149 = {instancePath:instancePath+"/spec/renews/name",schemaPath:"#/properties/spec/properties/renews/properties/name/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err149);
errors++;
}
if(func70(data51) < 1){
const err150 = {instancePath:instancePath+"/spec/renews/name",schemaPath:"#/properties/spec/properties/renews/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err150);
errors++;
}
}
else {
const err151 = {instancePath:instancePath+"/spec/renews/name",schemaPath:"#/properties/spec/properties/renews/properties/name/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err151);
errors++;
}
}
if(data50.specHash !== undefined && func0.call(data50, "specHash")){
let data52 = data50.specHash;
if(typeof data52 === "string"){
if(!pattern11.test(data52)){
const err152 = {instancePath:instancePath+"/spec/renews/specHash",schemaPath:"#/properties/spec/properties/renews/properties/specHash/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
(vErrors ??= []).push(err152);
errors++;
}
}
else {
const err153 = {instancePath:instancePath+"/spec/renews/specHash",schemaPath:"#/properties/spec/properties/renews/properties/specHash/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err153);
errors++;
}
}
}
else {
const err154 = {instancePath:instancePath+"/spec/renews",schemaPath:"#/properties/spec/properties/renews/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err154);
errors++;
}
}
if(data9.revoked !== undefined && func0.call(data9, "revoked")){
let data53 = data9.revoked;
if(data53 && typeof data53 == "object" && !Array.isArray(data53)){
if((data53.by === undefined) || (!(func0.call(data53, "by")))){
const err155 = {instancePath:instancePath+"/spec/revoked",schemaPath:"#/properties/spec/properties/revoked/required",keyword:"required",params:{missingProperty: "by"}};
(vErrors ??= []).push(err155);
errors++;
}
if((data53.reason === undefined) || (!(func0.call(data53, "reason")))){
const err156 = {instancePath:instancePath+"/spec/revoked",schemaPath:"#/properties/spec/properties/revoked/required",keyword:"required",params:{missingProperty: "reason"}};
(vErrors ??= []).push(err156);
errors++;
}
if((data53.at === undefined) || (!(func0.call(data53, "at")))){
const err157 = {instancePath:instancePath+"/spec/revoked",schemaPath:"#/properties/spec/properties/revoked/required",keyword:"required",params:{missingProperty: "at"}};
(vErrors ??= []).push(err157);
errors++;
}
for(const key11 of Object.keys(data53)){
if(!(((key11 === "by") || (key11 === "reason")) || (key11 === "at"))){
const err158 = {instancePath:instancePath+"/spec/revoked",schemaPath:"#/properties/spec/properties/revoked/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11}};
(vErrors ??= []).push(err158);
errors++;
}
}
if(data53.by !== undefined && func0.call(data53, "by")){
let data54 = data53.by;
if(typeof data54 === "string"){
if(func70(data54) > 253){
const err159 = {instancePath:instancePath+"/spec/revoked/by",schemaPath:"#/properties/spec/properties/revoked/properties/by/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err159);
errors++;
}
if(func70(data54) < 1){
const err160 = {instancePath:instancePath+"/spec/revoked/by",schemaPath:"#/properties/spec/properties/revoked/properties/by/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err160);
errors++;
}
}
else {
const err161 = {instancePath:instancePath+"/spec/revoked/by",schemaPath:"#/properties/spec/properties/revoked/properties/by/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err161);
errors++;
}
}
if(data53.reason !== undefined && func0.call(data53, "reason")){
let data55 = data53.reason;
if(typeof data55 === "string"){
if(func70(data55) > 2000){
const err162 = {instancePath:instancePath+"/spec/revoked/reason",schemaPath:"#/properties/spec/properties/revoked/properties/reason/maxLength",keyword:"maxLength",params:{limit: 2000}};
(vErrors ??= []).push(err162);
errors++;
}
if(func70(data55) < 10){
const err163 = {instancePath:instancePath+"/spec/revoked/reason",schemaPath:"#/properties/spec/properties/revoked/properties/reason/minLength",keyword:"minLength",params:{limit: 10}};
(vErrors ??= []).push(err163);
errors++;
}
}
else {
const err164 = {instancePath:instancePath+"/spec/revoked/reason",schemaPath:"#/properties/spec/properties/revoked/properties/reason/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err164);
errors++;
}
}
if(data53.at !== undefined && func0.call(data53, "at")){
let data56 = data53.at;
if(typeof data56 === "string"){
if(!(formats0.validate(data56))){
const err165 = {instancePath:instancePath+"/spec/revoked/at",schemaPath:"#/properties/spec/properties/revoked/properties/at/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err165);
errors++;
}
}
else {
const err166 = {instancePath:instancePath+"/spec/revoked/at",schemaPath:"#/properties/spec/properties/revoked/properties/at/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err166);
errors++;
}
}
}
else {
const err167 = {instancePath:instancePath+"/spec/revoked",schemaPath:"#/properties/spec/properties/revoked/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err167);
errors++;
}
}
}
else {
const err168 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err168);
errors++;
}
}
if(data.status !== undefined && func0.call(data, "status")){
let data57 = data.status;
if(data57 && typeof data57 == "object" && !Array.isArray(data57)){
for(const key12 of Object.keys(data57)){
if(!((((((((key12 === "observedGeneration") || (key12 === "specHash")) || (key12 === "state")) || (key12 === "approvals")) || (key12 === "compiled")) || (key12 === "lastUsed")) || (key12 === "uses")) || (key12 === "stillNeeded"))){
const err169 = {instancePath:instancePath+"/status",schemaPath:"#/properties/status/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12}};
(vErrors ??= []).push(err169);
errors++;
}
}
if(data57.observedGeneration !== undefined && func0.call(data57, "observedGeneration")){
let data58 = data57.observedGeneration;
if(!(((typeof data58 == "number") && (!(data58 % 1) && !isNaN(data58))) && (isFinite(data58)))){
const err170 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err170);
errors++;
}
if((typeof data58 == "number") && (isFinite(data58))){
if(data58 < 0 || isNaN(data58)){
const err171 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err171);
errors++;
}
if(!(formats6.validate(data58))){
const err172 = {instancePath:instancePath+"/status/observedGeneration",schemaPath:"#/properties/status/properties/observedGeneration/format",keyword:"format",params:{format: "int64"}};
(vErrors ??= []).push(err172);
errors++;
}
}
}
if(data57.specHash !== undefined && func0.call(data57, "specHash")){
let data59 = data57.specHash;
if(typeof data59 === "string"){
if(!pattern11.test(data59)){
const err173 = {instancePath:instancePath+"/status/specHash",schemaPath:"#/properties/status/properties/specHash/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
(vErrors ??= []).push(err173);
errors++;
}
}
else {
const err174 = {instancePath:instancePath+"/status/specHash",schemaPath:"#/properties/status/properties/specHash/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err174);
errors++;
}
}
if(data57.state !== undefined && func0.call(data57, "state")){
let data60 = data57.state;
if(typeof data60 !== "string"){
const err175 = {instancePath:instancePath+"/status/state",schemaPath:"#/properties/status/properties/state/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err175);
errors++;
}
if(!(((((((data60 === "Proposed") || (data60 === "Approved")) || (data60 === "Active")) || (data60 === "Expiring")) || (data60 === "Overdue")) || (data60 === "Expired")) || (data60 === "Revoked"))){
const err176 = {instancePath:instancePath+"/status/state",schemaPath:"#/properties/status/properties/state/enum",keyword:"enum",params:{allowedValues: schema31.properties.status.properties.state.enum}};
(vErrors ??= []).push(err176);
errors++;
}
}
if(data57.approvals !== undefined && func0.call(data57, "approvals")){
let data61 = data57.approvals;
if(Array.isArray(data61)){
if(data61.length > 32){
const err177 = {instancePath:instancePath+"/status/approvals",schemaPath:"#/properties/status/properties/approvals/maxItems",keyword:"maxItems",params:{limit: 32}};
(vErrors ??= []).push(err177);
errors++;
}
const len8 = data61.length;
for(let i8=0; i8<len8; i8++){
let data62 = data61[i8];
if(data62 && typeof data62 == "object" && !Array.isArray(data62)){
if((data62.by === undefined) || (!(func0.call(data62, "by")))){
const err178 = {instancePath:instancePath+"/status/approvals/" + i8,schemaPath:"#/properties/status/properties/approvals/items/required",keyword:"required",params:{missingProperty: "by"}};
(vErrors ??= []).push(err178);
errors++;
}
if((data62.at === undefined) || (!(func0.call(data62, "at")))){
const err179 = {instancePath:instancePath+"/status/approvals/" + i8,schemaPath:"#/properties/status/properties/approvals/items/required",keyword:"required",params:{missingProperty: "at"}};
(vErrors ??= []).push(err179);
errors++;
}
if((data62.specHash === undefined) || (!(func0.call(data62, "specHash")))){
const err180 = {instancePath:instancePath+"/status/approvals/" + i8,schemaPath:"#/properties/status/properties/approvals/items/required",keyword:"required",params:{missingProperty: "specHash"}};
(vErrors ??= []).push(err180);
errors++;
}
for(const key13 of Object.keys(data62)){
if(!(((((key13 === "by") || (key13 === "at")) || (key13 === "via")) || (key13 === "commit")) || (key13 === "specHash"))){
const err181 = {instancePath:instancePath+"/status/approvals/" + i8,schemaPath:"#/properties/status/properties/approvals/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key13}};
(vErrors ??= []).push(err181);
errors++;
}
}
if(data62.by !== undefined && func0.call(data62, "by")){
let data63 = data62.by;
if(typeof data63 === "string"){
if(func70(data63) > 253){
const err182 = {instancePath:instancePath+"/status/approvals/" + i8+"/by",schemaPath:"#/properties/status/properties/approvals/items/properties/by/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err182);
errors++;
}
if(func70(data63) < 1){
const err183 = {instancePath:instancePath+"/status/approvals/" + i8+"/by",schemaPath:"#/properties/status/properties/approvals/items/properties/by/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err183);
errors++;
}
}
else {
const err184 = {instancePath:instancePath+"/status/approvals/" + i8+"/by",schemaPath:"#/properties/status/properties/approvals/items/properties/by/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err184);
errors++;
}
}
if(data62.at !== undefined && func0.call(data62, "at")){
let data64 = data62.at;
if(typeof data64 === "string"){
if(!(formats0.validate(data64))){
const err185 = {instancePath:instancePath+"/status/approvals/" + i8+"/at",schemaPath:"#/properties/status/properties/approvals/items/properties/at/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err185);
errors++;
}
}
else {
const err186 = {instancePath:instancePath+"/status/approvals/" + i8+"/at",schemaPath:"#/properties/status/properties/approvals/items/properties/at/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err186);
errors++;
}
}
if(data62.via !== undefined && func0.call(data62, "via")){
let data65 = data62.via;
if(typeof data65 === "string"){
if(func70(data65) > 253){
const err187 = {instancePath:instancePath+"/status/approvals/" + i8+"/via",schemaPath:"#/properties/status/properties/approvals/items/properties/via/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err187);
errors++;
}
}
else {
const err188 = {instancePath:instancePath+"/status/approvals/" + i8+"/via",schemaPath:"#/properties/status/properties/approvals/items/properties/via/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err188);
errors++;
}
}
if(data62.commit !== undefined && func0.call(data62, "commit")){
let data66 = data62.commit;
if(typeof data66 === "string"){
if(!pattern13.test(data66)){
const err189 = {instancePath:instancePath+"/status/approvals/" + i8+"/commit",schemaPath:"#/properties/status/properties/approvals/items/properties/commit/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}([0-9a-f]{24})?$"}};
(vErrors ??= []).push(err189);
errors++;
}
}
else {
const err190 = {instancePath:instancePath+"/status/approvals/" + i8+"/commit",schemaPath:"#/properties/status/properties/approvals/items/properties/commit/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err190);
errors++;
}
}
if(data62.specHash !== undefined && func0.call(data62, "specHash")){
let data67 = data62.specHash;
if(typeof data67 === "string"){
if(!pattern11.test(data67)){
const err191 = {instancePath:instancePath+"/status/approvals/" + i8+"/specHash",schemaPath:"#/properties/status/properties/approvals/items/properties/specHash/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
(vErrors ??= []).push(err191);
errors++;
}
}
else {
const err192 = {instancePath:instancePath+"/status/approvals/" + i8+"/specHash",schemaPath:"#/properties/status/properties/approvals/items/properties/specHash/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err192);
errors++;
}
}
}
else {
const err193 = {instancePath:instancePath+"/status/approvals/" + i8,schemaPath:"#/properties/status/properties/approvals/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err193);
errors++;
}
}
}
else {
const err194 = {instancePath:instancePath+"/status/approvals",schemaPath:"#/properties/status/properties/approvals/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err194);
errors++;
}
}
if(data57.compiled !== undefined && func0.call(data57, "compiled")){
let data68 = data57.compiled;
if(Array.isArray(data68)){
if(data68.length > 64){
const err195 = {instancePath:instancePath+"/status/compiled",schemaPath:"#/properties/status/properties/compiled/maxItems",keyword:"maxItems",params:{limit: 64}};
(vErrors ??= []).push(err195);
errors++;
}
const len9 = data68.length;
for(let i9=0; i9<len9; i9++){
let data69 = data68[i9];
if(data69 && typeof data69 == "object" && !Array.isArray(data69)){
if((data69.engine === undefined) || (!(func0.call(data69, "engine")))){
const err196 = {instancePath:instancePath+"/status/compiled/" + i9,schemaPath:"#/properties/status/properties/compiled/items/required",keyword:"required",params:{missingProperty: "engine"}};
(vErrors ??= []).push(err196);
errors++;
}
if((data69.as === undefined) || (!(func0.call(data69, "as")))){
const err197 = {instancePath:instancePath+"/status/compiled/" + i9,schemaPath:"#/properties/status/properties/compiled/items/required",keyword:"required",params:{missingProperty: "as"}};
(vErrors ??= []).push(err197);
errors++;
}
if((data69.object === undefined) || (!(func0.call(data69, "object")))){
const err198 = {instancePath:instancePath+"/status/compiled/" + i9,schemaPath:"#/properties/status/properties/compiled/items/required",keyword:"required",params:{missingProperty: "object"}};
(vErrors ??= []).push(err198);
errors++;
}
for(const key14 of Object.keys(data69)){
if(!(((key14 === "engine") || (key14 === "as")) || (key14 === "object"))){
const err199 = {instancePath:instancePath+"/status/compiled/" + i9,schemaPath:"#/properties/status/properties/compiled/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14}};
(vErrors ??= []).push(err199);
errors++;
}
}
if(data69.engine !== undefined && func0.call(data69, "engine")){
let data70 = data69.engine;
if(typeof data70 === "string"){
if(func70(data70) > 63){
const err200 = {instancePath:instancePath+"/status/compiled/" + i9+"/engine",schemaPath:"#/properties/status/properties/compiled/items/properties/engine/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err200);
errors++;
}
if(func70(data70) < 1){
const err201 = {instancePath:instancePath+"/status/compiled/" + i9+"/engine",schemaPath:"#/properties/status/properties/compiled/items/properties/engine/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err201);
errors++;
}
}
else {
const err202 = {instancePath:instancePath+"/status/compiled/" + i9+"/engine",schemaPath:"#/properties/status/properties/compiled/items/properties/engine/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err202);
errors++;
}
}
if(data69.as !== undefined && func0.call(data69, "as")){
let data71 = data69.as;
if(typeof data71 === "string"){
if(func70(data71) > 253){
const err203 = {instancePath:instancePath+"/status/compiled/" + i9+"/as",schemaPath:"#/properties/status/properties/compiled/items/properties/as/maxLength",keyword:"maxLength",params:{limit: 253}};
(vErrors ??= []).push(err203);
errors++;
}
if(func70(data71) < 1){
const err204 = {instancePath:instancePath+"/status/compiled/" + i9+"/as",schemaPath:"#/properties/status/properties/compiled/items/properties/as/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err204);
errors++;
}
}
else {
const err205 = {instancePath:instancePath+"/status/compiled/" + i9+"/as",schemaPath:"#/properties/status/properties/compiled/items/properties/as/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err205);
errors++;
}
}
if(data69.object !== undefined && func0.call(data69, "object")){
let data72 = data69.object;
if(typeof data72 === "string"){
if(func70(data72) > 512){
const err206 = {instancePath:instancePath+"/status/compiled/" + i9+"/object",schemaPath:"#/properties/status/properties/compiled/items/properties/object/maxLength",keyword:"maxLength",params:{limit: 512}};
(vErrors ??= []).push(err206);
errors++;
}
if(func70(data72) < 1){
const err207 = {instancePath:instancePath+"/status/compiled/" + i9+"/object",schemaPath:"#/properties/status/properties/compiled/items/properties/object/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err207);
errors++;
}
}
else {
const err208 = {instancePath:instancePath+"/status/compiled/" + i9+"/object",schemaPath:"#/properties/status/properties/compiled/items/properties/object/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err208);
errors++;
}
}
}
else {
const err209 = {instancePath:instancePath+"/status/compiled/" + i9,schemaPath:"#/properties/status/properties/compiled/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err209);
errors++;
}
}
}
else {
const err210 = {instancePath:instancePath+"/status/compiled",schemaPath:"#/properties/status/properties/compiled/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err210);
errors++;
}
}
if(data57.lastUsed !== undefined && func0.call(data57, "lastUsed")){
let data73 = data57.lastUsed;
if(typeof data73 === "string"){
if(!(formats0.validate(data73))){
const err211 = {instancePath:instancePath+"/status/lastUsed",schemaPath:"#/properties/status/properties/lastUsed/format",keyword:"format",params:{format: "date-time"}};
(vErrors ??= []).push(err211);
errors++;
}
}
else {
const err212 = {instancePath:instancePath+"/status/lastUsed",schemaPath:"#/properties/status/properties/lastUsed/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err212);
errors++;
}
}
if(data57.uses !== undefined && func0.call(data57, "uses")){
let data74 = data57.uses;
if(!(((typeof data74 == "number") && (!(data74 % 1) && !isNaN(data74))) && (isFinite(data74)))){
const err213 = {instancePath:instancePath+"/status/uses",schemaPath:"#/properties/status/properties/uses/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err213);
errors++;
}
if((typeof data74 == "number") && (isFinite(data74))){
if(data74 < 0 || isNaN(data74)){
const err214 = {instancePath:instancePath+"/status/uses",schemaPath:"#/properties/status/properties/uses/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
(vErrors ??= []).push(err214);
errors++;
}
if(!(formats6.validate(data74))){
const err215 = {instancePath:instancePath+"/status/uses",schemaPath:"#/properties/status/properties/uses/format",keyword:"format",params:{format: "int64"}};
(vErrors ??= []).push(err215);
errors++;
}
}
}
if(data57.stillNeeded !== undefined && func0.call(data57, "stillNeeded")){
if(typeof data57.stillNeeded !== "boolean"){
const err216 = {instancePath:instancePath+"/status/stillNeeded",schemaPath:"#/properties/status/properties/stillNeeded/type",keyword:"type",params:{type: "boolean"}};
(vErrors ??= []).push(err216);
errors++;
}
}
}
else {
const err217 = {instancePath:instancePath+"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err217);
errors++;
}
}
}
else {
const err218 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err218);
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

/** True for a value that is a ExceptionContract; `errors` of the last call otherwise. */
export const validateExceptionContract: Validator<ExceptionContract> = Object.assign(validate, {
  expected: {
    "#/additionalProperties": "apiVersion, kind, metadata, spec, status",
    "#/properties/spec/additionalProperties": "subjects, policies, owner, reason, risk, ticket, acceptWider, validFrom, expiresAt, exit, renews, revoked",
    "#/properties/spec/properties/subjects/items/additionalProperties": "apiGroup, kind, name, containers, images",
    "#/properties/spec/properties/subjects/items/properties/name/pattern": "a name such as checkout, or the beginning of names such as import-*",
    "#/properties/spec/properties/policies/items/additionalProperties": "engine, level, checks, kind, namespace, name, rules, fields",
    "#/properties/spec/properties/policies/items/properties/fields/items/additionalProperties": "path, values",
    "#/properties/spec/properties/owner/additionalProperties": "team, contact",
    "#/properties/spec/properties/risk/additionalProperties": "level, impact, mitigations",
    "#/properties/spec/properties/exit/additionalProperties": "kind, plan",
    "#/properties/spec/properties/renews/additionalProperties": "name, specHash",
    "#/properties/spec/properties/revoked/additionalProperties": "by, reason, at",
    "#/properties/status/additionalProperties": "observedGeneration, specHash, state, approvals, compiled, lastUsed, uses, stillNeeded",
    "#/properties/status/properties/approvals/items/additionalProperties": "by, at, via, commit, specHash",
    "#/properties/status/properties/compiled/items/additionalProperties": "engine, as, object"
  },
});
