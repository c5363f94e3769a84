"use strict";
// Whether an answer is what the SDK's own types say. The SDK doesn't check: it copies what the JSON has.
//
// The types are those of the declarations (`lib/model/*.d.ts`) that TypeScript would check a program against. A `Date`
// stays text when the SDK reads JSON, so it must be a timestamp as OCI writes it: RFC 3339 in UTC.

const fs = require("fs");
const path = require("path");

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const FIELD = /^\s*"(.+?)"(\??): ([^]*?);(?=\s*"|\s*$(?![^]))/gm;
const UNRECOGNIZED = "UNKNOWN_VALUE"; // what the SDK has for a value newer than itself
const declarations = new Map();

function declarationOf(service, name) {
  const key = `${service}/${name}`;
  if (!declarations.has(key)) declarations.set(key, parsed(service, name));
  return declarations.get(key);
}

function parsed(service, name) {
  const models = path.join(service, "lib", "model");
  const index = fs.readFileSync(path.join(models, "index.d.ts"), "utf8");
  const file = index.match(new RegExp(`import \\* as ${name} from "(.*)";`))[1];
  const text = fs.readFileSync(path.join(models, `${file}.d.ts`), "utf8").replace(/\/\*[^]*?\*\/\s*/g, "");
  const enums = require(path.join(models, file))[name];
  const declared = text.match(new RegExp(`export interface ${name}(?: extends model\\.(\\w+))? {([^]*?)\n}`));
  if (!declared) return { enums };
  const [, base, body] = declared;
  const fields = new Map(base ? declarationOf(service, base).fields : []);
  for (const [, field, optional, type] of body.matchAll(FIELD)) fields.set(field, { type, required: !optional });
  return { fields, enums };
}

function differences(value, type, service, at = "") {
  const inner = type.match(/^Array<(.*)>$/);
  if (inner) {
    if (!Array.isArray(value)) return [`${at}: not an array`];
    return value.flatMap((each, place) => differences(each, inner[1], service, `${at}[${place}]`));
  }
  const map = type.match(/^\{\s*\[key: string\]: ([^]*);\s*\}$/);
  if (map) {
    if (!isObject(value)) return [`${at}: not an object`];
    return Object.keys(value).flatMap(key => differences(value[key], map[1], service, `${at}.${key}`));
  }
  const [, name, choice] = type.match(/^(?:model\.)?([A-Z]\w+)(?:\.(\w+))?$/) || [];
  if (!name || type === "Date") return isOf(value, type) ? [] : [`${at}: ${JSON.stringify(value)} isn't a ${type}`];
  const { fields, enums } = declarationOf(service, name);
  if (fields && !choice) return differencesOfObject(value, name, fields, service, at);
  const isOne = value !== UNRECOGNIZED && Object.values(choice ? enums[choice] : enums).includes(value);
  return isOne ? [] : [`${at}: ${JSON.stringify(value)} isn't a ${type}`];
}

function differencesOfObject(value, name, fields, service, at) {
  if (!isObject(value)) return [`${at}: not an object`];
  const unknown = Object.keys(value).filter(key => !fields.has(key)).map(key => `${at}.${key}: not in ${name}`);
  const known = [...fields].flatMap(([key, { type, required }]) => {
    if (value[key] !== undefined && value[key] !== null) return differences(value[key], type, service, `${at}.${key}`);
    return required ? [`${at}.${key}: missing, and ${name} requires it`] : [];
  });
  return [...unknown, ...known];
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOf(value, type) {
  if (type === "any") return true;
  if (type === "Date") return typeof value === "string" && TIMESTAMP.test(value) && !isNaN(new Date(value));
  if (["string", "number", "boolean"].includes(type)) return typeof value === type;
  throw new Error(`A type that isn't known here: ${type}`);
}

module.exports = { differences };
