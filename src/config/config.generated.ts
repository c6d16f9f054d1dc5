// @ts-nocheck: made from a schema under schema/ by tools/generate.ts; change that and run it again.
import { formats, length, sameJson } from '../schema/runtime.ts';
import type { Validator } from '../schema/problems.ts';

export interface Config {
  /** The version of the cluster, such as 1.34. It caps what `latest` means. */
  readonly kubernetes?: string;
  /** The weakest stage at which a violation fails the gate. */
  readonly failOn?: 'enforce' | 'warn' | 'audit' | 'never';
  /** The namespace of manifests that name none. */
  readonly namespace?: string;
  /** Globs of files and folders to pass over, relative to this file. */
  readonly ignore?: readonly string[];
  /** In MiB. A larger file is an input error. Default 256. */
  readonly maxFileSize?: number;
  /** What applies to a namespace whose own labels do not say: LEVEL or LEVEL@VERSION for each mode. */
  readonly podSecurity?: {
    readonly enforce?: string;
    readonly audit?: string;
    readonly warn?: string;
    /** A PodSecurityConfiguration file with defaults and exemptions, instead of the three above. */
    readonly admissionConfig?: string;
  };
  /** The level that each class of namespace must carry. The first entry whose selector matches decides. */
  readonly namespaces?: readonly {
    /** A Kubernetes label selector on the namespace; empty or missing selects all. */
    readonly selector?: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly matchExpressions?: readonly {
        readonly key: string;
        readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
        readonly values?: readonly string[];
      }[];
    };
    readonly require: {
      readonly enforce?: 'privileged' | 'baseline' | 'restricted';
      readonly audit?: 'privileged' | 'baseline' | 'restricted';
      readonly warn?: 'privileged' | 'baseline' | 'restricted';
      /** The version each of these modes must be pinned to. */
      readonly version?: string;
    };
  }[];
  /** Custom kinds that hold pod templates, beside those Portcullis knows. */
  readonly workloads?: readonly {
    /** The API group, such as argoproj.io. */
    readonly group: string;
    readonly kind: string;
    /** Where templates lie, such as spec.template; `*` stands for every item of a list or map. */
    readonly paths: readonly string[];
  }[];
  /** Files and folders with policies, relative to this file. */
  readonly policies?: readonly string[];
  /** The folder of the exception contracts, relative to this file. Default exceptions. */
  readonly exceptions?: string;
  readonly owner?: {
    /** The label or annotation that names the team owning a namespace or workload. Default team. */
    readonly key?: string;
  };
  /** The longest term of a contract, in days, by risk. Default Low 90, Medium 60, High 30, Critical 7. */
  readonly riskDays?: {
    readonly Low?: number;
    readonly Medium?: number;
    readonly High?: number;
    readonly Critical?: number;
  };
  /** What makes a contract approved. */
  readonly approval?: {
    /** Default: the remote's default branch. */
    readonly branch?: string;
    /** An SSH allowed-signers file, relative to this file. */
    readonly allowedSigners?: string;
    /** Default: where GitHub looks for CODEOWNERS. */
    readonly codeowners?: string;
  };
  readonly evidence?: {
    /** A SQLite file or a postgres:// URL. Default .portcullis/evidence.db. */
    readonly store?: string;
    /** The name under which scans are recorded. Default: the repository's path. */
    readonly scope?: string;
    /** The longest time between two scans that still counts as seen. Default 26h. */
    readonly maxGap?: string;
  };
  /** Parameters of the policies that `portcullis policy init` writes. */
  readonly guardrails?: {
    /** Where images may come from: a registry, or a registry with a path, such as ghcr.io/team. docker.io stands for images that name no registry too. No default. */
    readonly registries?: readonly string[];
    /** The namespaces in which containers may be privileged. Default none. */
    readonly privilegedNamespaces?: readonly string[];
    /** The namespaces in which pods may mount hostPath volumes. Default none. */
    readonly hostPathNamespaces?: readonly string[];
    /** The labels that every pod carries. Default app.kubernetes.io/name. */
    readonly requiredLabels?: readonly string[];
    /** A regular expression (RE2) for the names of pods and of what makes them. Default ^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$, which leaves room for what controllers append. */
    readonly namePattern?: string;
    /** Namespaces that no guardrail judges. Default kube-system. */
    readonly exemptNamespaces?: readonly string[];
  };
}

const validate = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://portcullis.dev/schema/config.schema.json","title":"Config","description":"portcullis.yaml: what this repository or organisation has decided, found upwards from the working folder.","type":"object","additionalProperties":false,"properties":{"kubernetes":{"type":"string","pattern":"^v?1\\.(0|[1-9][0-9]{0,2})$","x-expected":"a Kubernetes version such as 1.34","description":"The version of the cluster, such as 1.34. It caps what `latest` means."},"failOn":{"enum":["enforce","warn","audit","never"],"description":"The weakest stage at which a violation fails the gate."},"namespace":{"type":"string","description":"The namespace of manifests that name none."},"ignore":{"type":"array","items":{"type":"string","minLength":1},"description":"Globs of files and folders to pass over, relative to this file."},"maxFileSize":{"type":"integer","minimum":1,"description":"In MiB. A larger file is an input error. Default 256."},"podSecurity":{"type":"object","additionalProperties":false,"description":"What applies to a namespace whose own labels do not say: LEVEL or LEVEL@VERSION for each mode.","properties":{"enforce":{"$ref":"#/$defs/levelVersion"},"audit":{"$ref":"#/$defs/levelVersion"},"warn":{"$ref":"#/$defs/levelVersion"},"admissionConfig":{"type":"string","description":"A PodSecurityConfiguration file with defaults and exemptions, instead of the three above."}}},"namespaces":{"type":"array","description":"The level that each class of namespace must carry. The first entry whose selector matches decides.","items":{"type":"object","additionalProperties":false,"required":["require"],"properties":{"selector":{"$ref":"#/$defs/labelSelector"},"require":{"type":"object","additionalProperties":false,"minProperties":1,"properties":{"enforce":{"$ref":"#/$defs/level"},"audit":{"$ref":"#/$defs/level"},"warn":{"$ref":"#/$defs/level"},"version":{"type":"string","pattern":"^(latest|v1\\.(0|[1-9][0-9]{0,2}))$","description":"The version each of these modes must be pinned to."}}}}}},"workloads":{"type":"array","description":"Custom kinds that hold pod templates, beside those Portcullis knows.","items":{"type":"object","additionalProperties":false,"required":["group","kind","paths"],"properties":{"group":{"type":"string","description":"The API group, such as argoproj.io."},"kind":{"type":"string","minLength":1},"paths":{"type":"array","minItems":1,"items":{"type":"string","minLength":1},"description":"Where templates lie, such as spec.template; `*` stands for every item of a list or map."}}}},"policies":{"type":"array","items":{"type":"string","minLength":1},"description":"Files and folders with policies, relative to this file."},"exceptions":{"type":"string","description":"The folder of the exception contracts, relative to this file. Default exceptions."},"owner":{"type":"object","additionalProperties":false,"properties":{"key":{"type":"string","minLength":1,"description":"The label or annotation that names the team owning a namespace or workload. Default team."}}},"riskDays":{"type":"object","additionalProperties":false,"description":"The longest term of a contract, in days, by risk. Default Low 90, Medium 60, High 30, Critical 7.","properties":{"Low":{"type":"integer","minimum":1},"Medium":{"type":"integer","minimum":1},"High":{"type":"integer","minimum":1},"Critical":{"type":"integer","minimum":1}}},"approval":{"type":"object","additionalProperties":false,"description":"What makes a contract approved.","properties":{"branch":{"type":"string","minLength":1,"description":"Default: the remote's default branch."},"allowedSigners":{"type":"string","description":"An SSH allowed-signers file, relative to this file."},"codeowners":{"type":"string","description":"Default: where GitHub looks for CODEOWNERS."}}},"evidence":{"type":"object","additionalProperties":false,"properties":{"store":{"type":"string","description":"A SQLite file or a postgres:// URL. Default .portcullis/evidence.db."},"scope":{"type":"string","description":"The name under which scans are recorded. Default: the repository's path."},"maxGap":{"type":"string","description":"The longest time between two scans that still counts as seen. Default 26h."}}},"guardrails":{"type":"object","description":"Parameters of the policies that `portcullis policy init` writes.","additionalProperties":false,"properties":{"registries":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/registry"},"description":"Where images may come from: a registry, or a registry with a path, such as ghcr.io/team. docker.io stands for images that name no registry too. No default."},"privilegedNamespaces":{"type":"array","items":{"$ref":"#/$defs/namespaceName"},"description":"The namespaces in which containers may be privileged. Default none."},"hostPathNamespaces":{"type":"array","items":{"$ref":"#/$defs/namespaceName"},"description":"The namespaces in which pods may mount hostPath volumes. Default none."},"requiredLabels":{"type":"array","minItems":1,"items":{"type":"string","maxLength":317,"pattern":"^([a-z0-9][a-z0-9.-]*/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$","x-expected":"the key of a label such as app.kubernetes.io/name"},"description":"The labels that every pod carries. Default app.kubernetes.io/name."},"namePattern":{"type":"string","minLength":1,"maxLength":500,"description":"A regular expression (RE2) for the names of pods and of what makes them. Default ^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$, which leaves room for what controllers append."},"exemptNamespaces":{"type":"array","items":{"$ref":"#/$defs/namespaceName"},"description":"Namespaces that no guardrail judges. Default kube-system."}}}},"$defs":{"registry":{"type":"string","maxLength":500,"pattern":"^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$","x-expected":"a registry such as ghcr.io or registry.example.com:5000, or one with a path such as ghcr.io/team"},"namespaceName":{"type":"string","maxLength":63,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$","x-expected":"the name of a namespace"},"level":{"enum":["privileged","baseline","restricted"]},"levelVersion":{"type":"string","pattern":"^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$","x-expected":"LEVEL or LEVEL@VERSION such as baseline@v1.34"},"labelSelector":{"type":"object","additionalProperties":false,"description":"A Kubernetes label selector on the namespace; empty or missing selects all.","properties":{"matchLabels":{"type":"object","additionalProperties":{"type":"string"}},"matchExpressions":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["key","operator"],"properties":{"key":{"type":"string","minLength":1},"operator":{"enum":["In","NotIn","Exists","DoesNotExist"]},"values":{"type":"array","items":{"type":"string"}}}}}}}}};
const schema32 = {"type":"string","pattern":"^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$","x-expected":"LEVEL or LEVEL@VERSION such as baseline@v1.34"};
const schema35 = {"type":"object","additionalProperties":false,"description":"A Kubernetes label selector on the namespace; empty or missing selects all.","properties":{"matchLabels":{"type":"object","additionalProperties":{"type":"string"}},"matchExpressions":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["key","operator"],"properties":{"key":{"type":"string","minLength":1},"operator":{"enum":["In","NotIn","Exists","DoesNotExist"]},"values":{"type":"array","items":{"type":"string"}}}}}}};
const schema36 = {"enum":["privileged","baseline","restricted"]};
const schema39 = {"type":"string","maxLength":500,"pattern":"^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$","x-expected":"a registry such as ghcr.io or registry.example.com:5000, or one with a path such as ghcr.io/team"};
const schema40 = {"type":"string","maxLength":63,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$","x-expected":"the name of a namespace"};
const func0 = Object.prototype.hasOwnProperty;
const func65 = length;
const pattern4 = new RegExp("^v?1\\.(0|[1-9][0-9]{0,2})$", "u");
const pattern5 = new RegExp("^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$", "u");
const pattern8 = new RegExp("^(latest|v1\\.(0|[1-9][0-9]{0,2}))$", "u");
const pattern9 = new RegExp("^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$", "u");
const pattern10 = new RegExp("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "u");
const pattern12 = new RegExp("^([a-z0-9][a-z0-9.-]*/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://portcullis.dev/schema/config.schema.json" */;
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
for(const key0 of Object.keys(data)){
if(!(func0.call(schema31.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
(vErrors ??= []).push(err0);
errors++;
}
}
if(data.kubernetes !== undefined && func0.call(data, "kubernetes")){
let data0 = data.kubernetes;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err1 = {instancePath:instancePath+"/kubernetes",schemaPath:"#/properties/kubernetes/pattern",keyword:"pattern",params:{pattern: "^v?1\\.(0|[1-9][0-9]{0,2})$"}};
(vErrors ??= []).push(err1);
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/kubernetes",schemaPath:"#/properties/kubernetes/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err2);
errors++;
}
}
if(data.failOn !== undefined && func0.call(data, "failOn")){
let data1 = data.failOn;
if(!((((data1 === "enforce") || (data1 === "warn")) || (data1 === "audit")) || (data1 === "never"))){
const err3 = {instancePath:instancePath+"/failOn",schemaPath:"#/properties/failOn/enum",keyword:"enum",params:{allowedValues: schema31.properties.failOn.enum}};
(vErrors ??= []).push(err3);
errors++;
}
}
if(data.namespace !== undefined && func0.call(data, "namespace")){
if(typeof data.namespace !== "string"){
const err4 = {instancePath:instancePath+"/namespace",schemaPath:"#/properties/namespace/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err4);
errors++;
}
}
if(data.ignore !== undefined && func0.call(data, "ignore")){
let data3 = data.ignore;
if(Array.isArray(data3)){
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(func65(data4) < 1){
const err5 = {instancePath:instancePath+"/ignore/" + i0,schemaPath:"#/properties/ignore/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err5);
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/ignore/" + i0,schemaPath:"#/properties/ignore/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err6);
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/ignore",schemaPath:"#/properties/ignore/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err7);
errors++;
}
}
if(data.maxFileSize !== undefined && func0.call(data, "maxFileSize")){
let data5 = data.maxFileSize;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err8 = {instancePath:instancePath+"/maxFileSize",schemaPath:"#/properties/maxFileSize/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err8);
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 < 1 || isNaN(data5)){
const err9 = {instancePath:instancePath+"/maxFileSize",schemaPath:"#/properties/maxFileSize/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err9);
errors++;
}
}
}
if(data.podSecurity !== undefined && func0.call(data, "podSecurity")){
let data6 = data.podSecurity;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key1 of Object.keys(data6)){
if(!((((key1 === "enforce") || (key1 === "audit")) || (key1 === "warn")) || (key1 === "admissionConfig"))){
const err10 = {instancePath:instancePath+"/podSecurity",schemaPath:"#/properties/podSecurity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
(vErrors ??= []).push(err10);
errors++;
}
}
if(data6.enforce !== undefined && func0.call(data6, "enforce")){
let data7 = data6.enforce;
if(typeof data7 === "string"){
if(!pattern5.test(data7)){
const err11 = {instancePath:instancePath+"/podSecurity/enforce",schemaPath:"#/$defs/levelVersion/pattern",keyword:"pattern",params:{pattern: "^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$"}};
(vErrors ??= []).push(err11);
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/podSecurity/enforce",schemaPath:"#/$defs/levelVersion/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err12);
errors++;
}
}
if(data6.audit !== undefined && func0.call(data6, "audit")){
let data8 = data6.audit;
if(typeof data8 === "string"){
if(!pattern5.test(data8)){
const err13 = {instancePath:instancePath+"/podSecurity/audit",schemaPath:"#/$defs/levelVersion/pattern",keyword:"pattern",params:{pattern: "^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$"}};
(vErrors ??= []).push(err13);
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/podSecurity/audit",schemaPath:"#/$defs/levelVersion/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err14);
errors++;
}
}
if(data6.warn !== undefined && func0.call(data6, "warn")){
let data9 = data6.warn;
if(typeof data9 === "string"){
if(!pattern5.test(data9)){
const err15 = {instancePath:instancePath+"/podSecurity/warn",schemaPath:"#/$defs/levelVersion/pattern",keyword:"pattern",params:{pattern: "^(privileged|baseline|restricted)(@(latest|v1\\.(0|[1-9][0-9]{0,2})))?$"}};
(vErrors ??= []).push(err15);
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/podSecurity/warn",schemaPath:"#/$defs/levelVersion/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err16);
errors++;
}
}
if(data6.admissionConfig !== undefined && func0.call(data6, "admissionConfig")){
if(typeof data6.admissionConfig !== "string"){
const err17 = {instancePath:instancePath+"/podSecurity/admissionConfig",schemaPath:"#/properties/podSecurity/properties/admissionConfig/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err17);
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/podSecurity",schemaPath:"#/properties/podSecurity/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err18);
errors++;
}
}
if(data.namespaces !== undefined && func0.call(data, "namespaces")){
let data11 = data.namespaces;
if(Array.isArray(data11)){
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if((data12.require === undefined) || (!(func0.call(data12, "require")))){
const err19 = {instancePath:instancePath+"/namespaces/" + i1,schemaPath:"#/properties/namespaces/items/required",keyword:"required",params:{missingProperty: "require"}};
(vErrors ??= []).push(err19);
errors++;
}
for(const key2 of Object.keys(data12)){
if(!((key2 === "selector") || (key2 === "require"))){
const err20 = {instancePath:instancePath+"/namespaces/" + i1,schemaPath:"#/properties/namespaces/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
(vErrors ??= []).push(err20);
errors++;
}
}
if(data12.selector !== undefined && func0.call(data12, "selector")){
let data13 = data12.selector;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key3 of Object.keys(data13)){
if(!((key3 === "matchLabels") || (key3 === "matchExpressions"))){
const err21 = {instancePath:instancePath+"/namespaces/" + i1+"/selector",schemaPath:"#/$defs/labelSelector/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
(vErrors ??= []).push(err21);
errors++;
}
}
if(data13.matchLabels !== undefined && func0.call(data13, "matchLabels")){
let data14 = data13.matchLabels;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key4 of Object.keys(data14)){
if(typeof data14[key4] !== "string"){
const err22 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchLabels/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/labelSelector/properties/matchLabels/additionalProperties/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err22);
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchLabels",schemaPath:"#/$defs/labelSelector/properties/matchLabels/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err23);
errors++;
}
}
if(data13.matchExpressions !== undefined && func0.call(data13, "matchExpressions")){
let data16 = data13.matchExpressions;
if(Array.isArray(data16)){
const len2 = data16.length;
for(let i2=0; i2<len2; i2++){
let data17 = data16[i2];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if((data17.key === undefined) || (!(func0.call(data17, "key")))){
const err24 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2,schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "key"}};
(vErrors ??= []).push(err24);
errors++;
}
if((data17.operator === undefined) || (!(func0.call(data17, "operator")))){
const err25 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2,schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/required",keyword:"required",params:{missingProperty: "operator"}};
(vErrors ??= []).push(err25);
errors++;
}
for(const key5 of Object.keys(data17)){
if(!(((key5 === "key") || (key5 === "operator")) || (key5 === "values"))){
const err26 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2,schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
(vErrors ??= []).push(err26);
errors++;
}
}
if(data17.key !== undefined && func0.call(data17, "key")){
let data18 = data17.key;
if(typeof data18 === "string"){
if(func65(data18) < 1){
const err27 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2+"/key",schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/properties/key/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err27);
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2+"/key",schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/properties/key/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err28);
errors++;
}
}
if(data17.operator !== undefined && func0.call(data17, "operator")){
let data19 = data17.operator;
if(!((((data19 === "In") || (data19 === "NotIn")) || (data19 === "Exists")) || (data19 === "DoesNotExist"))){
const err29 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2+"/operator",schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/properties/operator/enum",keyword:"enum",params:{allowedValues: schema35.properties.matchExpressions.items.properties.operator.enum}};
(vErrors ??= []).push(err29);
errors++;
}
}
if(data17.values !== undefined && func0.call(data17, "values")){
let data20 = data17.values;
if(Array.isArray(data20)){
const len3 = data20.length;
for(let i3=0; i3<len3; i3++){
if(typeof data20[i3] !== "string"){
const err30 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2+"/values/" + i3,schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/properties/values/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err30);
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2+"/values",schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/properties/values/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err31);
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions/" + i2,schemaPath:"#/$defs/labelSelector/properties/matchExpressions/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err32);
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/namespaces/" + i1+"/selector/matchExpressions",schemaPath:"#/$defs/labelSelector/properties/matchExpressions/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err33);
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/namespaces/" + i1+"/selector",schemaPath:"#/$defs/labelSelector/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err34);
errors++;
}
}
if(data12.require !== undefined && func0.call(data12, "require")){
let data22 = data12.require;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(Object.keys(data22).length < 1){
const err35 = {instancePath:instancePath+"/namespaces/" + i1+"/require",schemaPath:"#/properties/namespaces/items/properties/require/minProperties",keyword:"minProperties",params:{limit: 1}};
(vErrors ??= []).push(err35);
errors++;
}
for(const key6 of Object.keys(data22)){
if(!((((key6 === "enforce") || (key6 === "audit")) || (key6 === "warn")) || (key6 === "version"))){
const err36 = {instancePath:instancePath+"/namespaces/" + i1+"/require",schemaPath:"#/properties/namespaces/items/properties/require/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
(vErrors ??= []).push(err36);
errors++;
}
}
if(data22.enforce !== undefined && func0.call(data22, "enforce")){
let data23 = data22.enforce;
if(!(((data23 === "privileged") || (data23 === "baseline")) || (data23 === "restricted"))){
const err37 = {instancePath:instancePath+"/namespaces/" + i1+"/require/enforce",schemaPath:"#/$defs/level/enum",keyword:"enum",params:{allowedValues: schema36.enum}};
(vErrors ??= []).push(err37);
errors++;
}
}
if(data22.audit !== undefined && func0.call(data22, "audit")){
let data24 = data22.audit;
if(!(((data24 === "privileged") || (data24 === "baseline")) || (data24 === "restricted"))){
const err38 = {instancePath:instancePath+"/namespaces/" + i1+"/require/audit",schemaPath:"#/$defs/level/enum",keyword:"enum",params:{allowedValues: schema36.enum}};
(vErrors ??= []).push(err38);
errors++;
}
}
if(data22.warn !== undefined && func0.call(data22, "warn")){
let data25 = data22.warn;
if(!(((data25 === "privileged") || (data25 === "baseline")) || (data25 === "restricted"))){
const err39 = {instancePath:instancePath+"/namespaces/" + i1+"/require/warn",schemaPath:"#/$defs/level/enum",keyword:"enum",params:{allowedValues: schema36.enum}};
(vErrors ??= []).push(err39);
errors++;
}
}
if(data22.version !== undefined && func0.call(data22, "version")){
let data26 = data22.version;
if(typeof data26 === "string"){
if(!pattern8.test(data26)){
const err40 = {instancePath:instancePath+"/namespaces/" + i1+"/require/version",schemaPath:"#/properties/namespaces/items/properties/require/properties/version/pattern",keyword:"pattern",params:{pattern: "^(latest|v1\\.(0|[1-9][0-9]{0,2}))$"}};
(vErrors ??= []).push(err40);
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/namespaces/" + i1+"/require/version",schemaPath:"#/properties/namespaces/items/properties/require/properties/version/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err41);
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/namespaces/" + i1+"/require",schemaPath:"#/properties/namespaces/items/properties/require/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err42);
errors++;
}
}
}
else {
const err43 = {instancePath:instancePath+"/namespaces/" + i1,schemaPath:"#/properties/namespaces/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err43);
errors++;
}
}
}
else {
const err44 = {instancePath:instancePath+"/namespaces",schemaPath:"#/properties/namespaces/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err44);
errors++;
}
}
if(data.workloads !== undefined && func0.call(data, "workloads")){
let data27 = data.workloads;
if(Array.isArray(data27)){
const len4 = data27.length;
for(let i4=0; i4<len4; i4++){
let data28 = data27[i4];
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
if((data28.group === undefined) || (!(func0.call(data28, "group")))){
const err45 = {instancePath:instancePath+"/workloads/" + i4,schemaPath:"#/properties/workloads/items/required",keyword:"required",params:{missingProperty: "group"}};
(vErrors ??= []).push(err45);
errors++;
}
if((data28.kind === undefined) || (!(func0.call(data28, "kind")))){
const err46 = {instancePath:instancePath+"/workloads/" + i4,schemaPath:"#/properties/workloads/items/required",keyword:"required",params:{missingProperty: "kind"}};
(vErrors ??= []).push(err46);
errors++;
}
if((data28.paths === undefined) || (!(func0.call(data28, "paths")))){
const err47 = {instancePath:instancePath+"/workloads/" + i4,schemaPath:"#/properties/workloads/items/required",keyword:"required",params:{missingProperty: "paths"}};
(vErrors ??= []).push(err47);
errors++;
}
for(const key7 of Object.keys(data28)){
if(!(((key7 === "group") || (key7 === "kind")) || (key7 === "paths"))){
const err48 = {instancePath:instancePath+"/workloads/" + i4,schemaPath:"#/properties/workloads/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
(vErrors ??= []).push(err48);
errors++;
}
}
if(data28.group !== undefined && func0.call(data28, "group")){
if(typeof data28.group !== "string"){
const err49 = {instancePath:instancePath+"/workloads/" + i4+"/group",schemaPath:"#/properties/workloads/items/properties/group/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err49);
errors++;
}
}
if(data28.kind !== undefined && func0.call(data28, "kind")){
let data30 = data28.kind;
if(typeof data30 === "string"){
if(func65(data30) < 1){
const err50 = {instancePath:instancePath+"/workloads/" + i4+"/kind",schemaPath:"#/properties/workloads/items/properties/kind/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err50);
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/workloads/" + i4+"/kind",schemaPath:"#/properties/workloads/items/properties/kind/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err51);
errors++;
}
}
if(data28.paths !== undefined && func0.call(data28, "paths")){
let data31 = data28.paths;
if(Array.isArray(data31)){
if(data31.length < 1){
const err52 = {instancePath:instancePath+"/workloads/" + i4+"/paths",schemaPath:"#/properties/workloads/items/properties/paths/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err52);
errors++;
}
const len5 = data31.length;
for(let i5=0; i5<len5; i5++){
let data32 = data31[i5];
if(typeof data32 === "string"){
if(func65(data32) < 1){
const err53 = {instancePath:instancePath+"/workloads/" + i4+"/paths/" + i5,schemaPath:"#/properties/workloads/items/properties/paths/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err53);
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/workloads/" + i4+"/paths/" + i5,schemaPath:"#/properties/workloads/items/properties/paths/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err54);
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/workloads/" + i4+"/paths",schemaPath:"#/properties/workloads/items/properties/paths/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err55);
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/workloads/" + i4,schemaPath:"#/properties/workloads/items/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err56);
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/workloads",schemaPath:"#/properties/workloads/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err57);
errors++;
}
}
if(data.policies !== undefined && func0.call(data, "policies")){
let data33 = data.policies;
if(Array.isArray(data33)){
const len6 = data33.length;
for(let i6=0; i6<len6; i6++){
let data34 = data33[i6];
if(typeof data34 === "string"){
if(func65(data34) < 1){
const err58 = {instancePath:instancePath+"/policies/" + i6,schemaPath:"#/properties/policies/items/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err58);
errors++;
}
}
else {
const err59 = {instancePath:instancePath+"/policies/" + i6,schemaPath:"#/properties/policies/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err59);
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/policies",schemaPath:"#/properties/policies/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err60);
errors++;
}
}
if(data.exceptions !== undefined && func0.call(data, "exceptions")){
if(typeof data.exceptions !== "string"){
const err61 = {instancePath:instancePath+"/exceptions",schemaPath:"#/properties/exceptions/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err61);
errors++;
}
}
if(data.owner !== undefined && func0.call(data, "owner")){
let data36 = data.owner;
if(data36 && typeof data36 == "object" && !Array.isArray(data36)){
for(const key8 of Object.keys(data36)){
if(!(key8 === "key")){
const err62 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
(vErrors ??= []).push(err62);
errors++;
}
}
if(data36.key !== undefined && func0.call(data36, "key")){
let data37 = data36.key;
if(typeof data37 === "string"){
if(func65(data37) < 1){
const err63 = {instancePath:instancePath+"/owner/key",schemaPath:"#/properties/owner/properties/key/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err63);
errors++;
}
}
else {
const err64 = {instancePath:instancePath+"/owner/key",schemaPath:"#/properties/owner/properties/key/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err64);
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err65);
errors++;
}
}
if(data.riskDays !== undefined && func0.call(data, "riskDays")){
let data38 = data.riskDays;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
for(const key9 of Object.keys(data38)){
if(!((((key9 === "Low") || (key9 === "Medium")) || (key9 === "High")) || (key9 === "Critical"))){
const err66 = {instancePath:instancePath+"/riskDays",schemaPath:"#/properties/riskDays/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9}};
(vErrors ??= []).push(err66);
errors++;
}
}
if(data38.Low !== undefined && func0.call(data38, "Low")){
let data39 = data38.Low;
if(!(((typeof data39 == "number") && (!(data39 % 1) && !isNaN(data39))) && (isFinite(data39)))){
const err67 = {instancePath:instancePath+"/riskDays/Low",schemaPath:"#/properties/riskDays/properties/Low/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err67);
errors++;
}
if((typeof data39 == "number") && (isFinite(data39))){
if(data39 < 1 || isNaN(data39)){
const err68 = {instancePath:instancePath+"/riskDays/Low",schemaPath:"#/properties/riskDays/properties/Low/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err68);
errors++;
}
}
}
if(data38.Medium !== undefined && func0.call(data38, "Medium")){
let data40 = data38.Medium;
if(!(((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40))) && (isFinite(data40)))){
const err69 = {instancePath:instancePath+"/riskDays/Medium",schemaPath:"#/properties/riskDays/properties/Medium/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err69);
errors++;
}
if((typeof data40 == "number") && (isFinite(data40))){
if(data40 < 1 || isNaN(data40)){
const err70 = {instancePath:instancePath+"/riskDays/Medium",schemaPath:"#/properties/riskDays/properties/Medium/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err70);
errors++;
}
}
}
if(data38.High !== undefined && func0.call(data38, "High")){
let data41 = data38.High;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
const err71 = {instancePath:instancePath+"/riskDays/High",schemaPath:"#/properties/riskDays/properties/High/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err71);
errors++;
}
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 < 1 || isNaN(data41)){
const err72 = {instancePath:instancePath+"/riskDays/High",schemaPath:"#/properties/riskDays/properties/High/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err72);
errors++;
}
}
}
if(data38.Critical !== undefined && func0.call(data38, "Critical")){
let data42 = data38.Critical;
if(!(((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42))) && (isFinite(data42)))){
const err73 = {instancePath:instancePath+"/riskDays/Critical",schemaPath:"#/properties/riskDays/properties/Critical/type",keyword:"type",params:{type: "integer"}};
(vErrors ??= []).push(err73);
errors++;
}
if((typeof data42 == "number") && (isFinite(data42))){
if(data42 < 1 || isNaN(data42)){
const err74 = {instancePath:instancePath+"/riskDays/Critical",schemaPath:"#/properties/riskDays/properties/Critical/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
(vErrors ??= []).push(err74);
errors++;
}
}
}
}
else {
const err75 = {instancePath:instancePath+"/riskDays",schemaPath:"#/properties/riskDays/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err75);
errors++;
}
}
if(data.approval !== undefined && func0.call(data, "approval")){
let data43 = data.approval;
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
for(const key10 of Object.keys(data43)){
if(!(((key10 === "branch") || (key10 === "allowedSigners")) || (key10 === "codeowners"))){
const err76 = {instancePath:instancePath+"/approval",schemaPath:"#/properties/approval/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10}};
(vErrors ??= []).push(err76);
errors++;
}
}
if(data43.branch !== undefined && func0.call(data43, "branch")){
let data44 = data43.branch;
if(typeof data44 === "string"){
if(func65(data44) < 1){
const err77 = {instancePath:instancePath+"/approval/branch",schemaPath:"#/properties/approval/properties/branch/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err77);
errors++;
}
}
else {
const err78 = {instancePath:instancePath+"/approval/branch",schemaPath:"#/properties/approval/properties/branch/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err78);
errors++;
}
}
if(data43.allowedSigners !== undefined && func0.call(data43, "allowedSigners")){
if(typeof data43.allowedSigners !== "string"){
const err79 = {instancePath:instancePath+"/approval/allowedSigners",schemaPath:"#/properties/approval/properties/allowedSigners/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err79);
errors++;
}
}
if(data43.codeowners !== undefined && func0.call(data43, "codeowners")){
if(typeof data43.codeowners !== "string"){
const err80 = {instancePath:instancePath+"/approval/codeowners",schemaPath:"#/properties/approval/properties/codeowners/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err80);
errors++;
}
}
}
else {
const err81 = {instancePath:instancePath+"/approval",schemaPath:"#/properties/approval/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err81);
errors++;
}
}
if(data.evidence !== undefined && func0.call(data, "evidence")){
let data47 = data.evidence;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
for(const key11 of Object.keys(data47)){
if(!(((key11 === "store") || (key11 === "scope")) || (key11 === "maxGap"))){
const err82 = {instancePath:instancePath+"/evidence",schemaPath:"#/properties/evidence/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11}};
(vErrors ??= []).push(err82);
errors++;
}
}
if(data47.store !== undefined && func0.call(data47, "store")){
if(typeof data47.store !== "string"){
const err83 = {instancePath:instancePath+"/evidence/store",schemaPath:"#/properties/evidence/properties/store/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err83);
errors++;
}
}
if(data47.scope !== undefined && func0.call(data47, "scope")){
if(typeof data47.scope !== "string"){
const err84 = {instancePath:instancePath+"/evidence/scope",schemaPath:"#/properties/evidence/properties/scope/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err84);
errors++;
}
}
if(data47.maxGap !== undefined && func0.call(data47, "maxGap")){
if(typeof data47.maxGap !== "string"){
const err85 = {instancePath:instancePath+"/evidence/maxGap",schemaPath:"#/properties/evidence/properties/maxGap/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err85);
errors++;
}
}
}
else {
const err86 = {instancePath:instancePath+"/evidence",schemaPath:"#/properties/evidence/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err86);
errors++;
}
}
if(data.guardrails !== undefined && func0.call(data, "guardrails")){
let data51 = data.guardrails;
if(data51 && typeof data51 == "object" && !Array.isArray(data51)){
for(const key12 of Object.keys(data51)){
if(!((((((key12 === "registries") || (key12 === "privilegedNamespaces")) || (key12 === "hostPathNamespaces")) || (key12 === "requiredLabels")) || (key12 === "namePattern")) || (key12 === "exemptNamespaces"))){
const err87 = {instancePath:instancePath+"/guardrails",schemaPath:"#/properties/guardrails/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12}};
(vErrors ??= []).push(err87);
errors++;
}
}
if(data51.registries !== undefined && func0.call(data51, "registries")){
let data52 = data51.registries;
if(Array.isArray(data52)){
if(data52.length < 1){
const err88 = {instancePath:instancePath+"/guardrails/registries",schemaPath:"#/properties/guardrails/properties/registries/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err88);
errors++;
}
const len7 = data52.length;
for(let i7=0; i7<len7; i7++){
let data53 = data52[i7];
if(typeof data53 === "string"){
if(func65(data53) > 500){
const err89 = {instancePath:instancePath+"/guardrails/registries/" + i7,schemaPath:"#/$defs/registry/maxLength",keyword:"maxLength",params:{limit: 500}};
(vErrors ??= []).push(err89);
errors++;
}
if(!pattern9.test(data53)){
const err90 = {instancePath:instancePath+"/guardrails/registries/" + i7,schemaPath:"#/$defs/registry/pattern",keyword:"pattern",params:{pattern: "^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$"}};
(vErrors ??= []).push(err90);
errors++;
}
}
else {
const err91 = {instancePath:instancePath+"/guardrails/registries/" + i7,schemaPath:"#/$defs/registry/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err91);
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/guardrails/registries",schemaPath:"#/properties/guardrails/properties/registries/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err92);
errors++;
}
}
if(data51.privilegedNamespaces !== undefined && func0.call(data51, "privilegedNamespaces")){
let data54 = data51.privilegedNamespaces;
if(Array.isArray(data54)){
const len8 = data54.length;
for(let i8=0; i8<len8; i8++){
let data55 = data54[i8];
if(typeof data55 === "string"){
if(func65(data55) > 63){
const err93 = {instancePath:instancePath+"/guardrails/privilegedNamespaces/" + i8,schemaPath:"#/$defs/namespaceName/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err93);
errors++;
}
if(!pattern10.test(data55)){
const err94 = {instancePath:instancePath+"/guardrails/privilegedNamespaces/" + i8,schemaPath:"#/$defs/namespaceName/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
(vErrors ??= []).push(err94);
errors++;
}
}
else {
const err95 = {instancePath:instancePath+"/guardrails/privilegedNamespaces/" + i8,schemaPath:"#/$defs/namespaceName/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err95);
errors++;
}
}
}
else {
const err96 = {instancePath:instancePath+"/guardrails/privilegedNamespaces",schemaPath:"#/properties/guardrails/properties/privilegedNamespaces/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err96);
errors++;
}
}
if(data51.hostPathNamespaces !== undefined && func0.call(data51, "hostPathNamespaces")){
let data56 = data51.hostPathNamespaces;
if(Array.isArray(data56)){
const len9 = data56.length;
for(let i9=0; i9<len9; i9++){
let data57 = data56[i9];
if(typeof data57 === "string"){
if(func65(data57) > 63){
const err97 = {instancePath:instancePath+"/guardrails/hostPathNamespaces/" + i9,schemaPath:"#/$defs/namespaceName/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err97);
errors++;
}
if(!pattern10.test(data57)){
const err98 = {instancePath:instancePath+"/guardrails/hostPathNamespaces/" + i9,schemaPath:"#/$defs/namespaceName/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
(vErrors ??= []).push(err98);
errors++;
}
}
else {
const err99 = {instancePath:instancePath+"/guardrails/hostPathNamespaces/" + i9,schemaPath:"#/$defs/namespaceName/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err99);
errors++;
}
}
}
else {
const err100 = {instancePath:instancePath+"/guardrails/hostPathNamespaces",schemaPath:"#/properties/guardrails/properties/hostPathNamespaces/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err100);
errors++;
}
}
if(data51.requiredLabels !== undefined && func0.call(data51, "requiredLabels")){
let data58 = data51.requiredLabels;
if(Array.isArray(data58)){
if(data58.length < 1){
const err101 = {instancePath:instancePath+"/guardrails/requiredLabels",schemaPath:"#/properties/guardrails/properties/requiredLabels/minItems",keyword:"minItems",params:{limit: 1}};
(vErrors ??= []).push(err101);
errors++;
}
const len10 = data58.length;
for(let i10=0; i10<len10; i10++){
let data59 = data58[i10];
if(typeof data59 === "string"){
if(func65(data59) > 317){
const err102 = {instancePath:instancePath+"/guardrails/requiredLabels/" + i10,schemaPath:"#/properties/guardrails/properties/requiredLabels/items/maxLength",keyword:"maxLength",params:{limit: 317}};
(vErrors ??= []).push(err102);
errors++;
}
if(!pattern12.test(data59)){
const err103 = {instancePath:instancePath+"/guardrails/requiredLabels/" + i10,schemaPath:"#/properties/guardrails/properties/requiredLabels/items/pattern",keyword:"pattern",params:{pattern: "^([a-z0-9][a-z0-9.-]*/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$"}};
(vErrors ??= []).push(err103);
errors++;
}
}
else {
const err104 = {instancePath:instancePath+"/guardrails/requiredLabels/" + i10,schemaPath:"#/properties/guardrails/properties/requiredLabels/items/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err104);
errors++;
}
}
}
else {
const err105 = {instancePath:instancePath+"/guardrails/requiredLabels",schemaPath:"#/properties/guardrails/properties/requiredLabels/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err105);
errors++;
}
}
if(data51.namePattern !== undefined && func0.call(data51, "namePattern")){
let data60 = data51.namePattern;
if(typeof data60 === "string"){
if(func65(data60) > 500){
const err106 = {instancePath:instancePath+"/guardrails/namePattern",schemaPath:"#/properties/guardrails/properties/namePattern/maxLength",keyword:"maxLength",params:{limit: 500}};
(vErrors ??= []).push(err106);
errors++;
}
if(func65(data60) < 1){
const err107 = {instancePath:instancePath+"/guardrails/namePattern",schemaPath:"#/properties/guardrails/properties/namePattern/minLength",keyword:"minLength",params:{limit: 1}};
(vErrors ??= []).push(err107);
errors++;
}
}
else {
const err108 = {instancePath:instancePath+"/guardrails/namePattern",schemaPath:"#/properties/guardrails/properties/namePattern/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err108);
errors++;
}
}
if(data51.exemptNamespaces !== undefined && func0.call(data51, "exemptNamespaces")){
let data61 = data51.exemptNamespaces;
if(Array.isArray(data61)){
const len11 = data61.length;
for(let i11=0; i11<len11; i11++){
let data62 = data61[i11];
if(typeof data62 === "string"){
if(func65(data62) > 63){
const err109 = {instancePath:instancePath+"/guardrails/exemptNamespaces/" + i11,schemaPath:"#/$defs/namespaceName/maxLength",keyword:"maxLength",params:{limit: 63}};
(vErrors ??= []).push(err109);
errors++;
}
if(!pattern10.test(data62)){
const err110 = {instancePath:instancePath+"/guardrails/exemptNamespaces/" + i11,schemaPath:"#/$defs/namespaceName/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
(vErrors ??= []).push(err110);
errors++;
}
}
else {
const err111 = {instancePath:instancePath+"/guardrails/exemptNamespaces/" + i11,schemaPath:"#/$defs/namespaceName/type",keyword:"type",params:{type: "string"}};
(vErrors ??= []).push(err111);
errors++;
}
}
}
else {
const err112 = {instancePath:instancePath+"/guardrails/exemptNamespaces",schemaPath:"#/properties/guardrails/properties/exemptNamespaces/type",keyword:"type",params:{type: "array"}};
(vErrors ??= []).push(err112);
errors++;
}
}
}
else {
const err113 = {instancePath:instancePath+"/guardrails",schemaPath:"#/properties/guardrails/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err113);
errors++;
}
}
}
else {
const err114 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
(vErrors ??= []).push(err114);
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

/** True for a value that is a Config; `errors` of the last call otherwise. */
export const validateConfig: Validator<Config> = Object.assign(validate, {
  expected: {
    "#/additionalProperties": "kubernetes, failOn, namespace, ignore, maxFileSize, podSecurity, namespaces, workloads, policies, exceptions, owner, riskDays, approval, evidence, guardrails",
    "#/properties/kubernetes/pattern": "a Kubernetes version such as 1.34",
    "#/properties/podSecurity/additionalProperties": "enforce, audit, warn, admissionConfig",
    "#/properties/namespaces/items/additionalProperties": "selector, require",
    "#/properties/namespaces/items/properties/require/additionalProperties": "enforce, audit, warn, version",
    "#/properties/workloads/items/additionalProperties": "group, kind, paths",
    "#/properties/owner/additionalProperties": "key",
    "#/properties/riskDays/additionalProperties": "Low, Medium, High, Critical",
    "#/properties/approval/additionalProperties": "branch, allowedSigners, codeowners",
    "#/properties/evidence/additionalProperties": "store, scope, maxGap",
    "#/properties/guardrails/additionalProperties": "registries, privilegedNamespaces, hostPathNamespaces, requiredLabels, namePattern, exemptNamespaces",
    "#/properties/guardrails/properties/requiredLabels/items/pattern": "the key of a label such as app.kubernetes.io/name",
    "#/$defs/registry/pattern": "a registry such as ghcr.io or registry.example.com:5000, or one with a path such as ghcr.io/team",
    "#/$defs/namespaceName/pattern": "the name of a namespace",
    "#/$defs/levelVersion/pattern": "LEVEL or LEVEL@VERSION such as baseline@v1.34",
    "#/$defs/labelSelector/additionalProperties": "matchLabels, matchExpressions",
    "#/$defs/labelSelector/properties/matchExpressions/items/additionalProperties": "key, operator, values"
  },
});
