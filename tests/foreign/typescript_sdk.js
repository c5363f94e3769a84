"use strict";
// The OCI SDK for TypeScript, called from outside: `node typescript_sdk.js FOLDER`, where FOLDER has its node_modules.
//
// Each line of standard input is a JSON object: `client` (identity, identitydomains, email), `config` (path of an OCI
// configuration file), `endpoint`, `attempts`, `operation`, and `request`. Each line of standard output is what came of
// it: `value`, the `error` that OCI answered, or any other `failure`; the `warnings` that the SDK wrote; and the
// `differences` between the answer and the SDK's own types.

const { createRequire } = require("module");
const path = require("path");
const readline = require("readline");
const { differences } = require("./typescript_types");

const folder = path.resolve(process.argv[2]);
const load = createRequire(path.join(folder, "package.json"));
const common = load("oci-common");
const CLIENTS = { identity: "IdentityClient", identitydomains: "IdentityDomainsClient", email: "EmailClient" };

const clients = new Map();
let warnings = [];
let found = [];
let asked = "";

console.warn = (...words) => warnings.push(words.join(" "));

const deserialize = common.ObjectSerializer.deserialize;
common.ObjectSerializer.deserialize = (data, type, model) => {
  const value = deserialize(data, type, model);
  found.push(...differences(value, type, path.join(folder, "node_modules", `oci-${asked}`)));
  return value;
};

function clientFor({ client, config, endpoint, attempts }) {
  const key = JSON.stringify([client, config, endpoint, attempts]);
  if (!clients.has(key)) {
    const authenticationDetailsProvider = new common.ConfigFileAuthenticationDetailsProvider(config, "DEFAULT");
    const retryConfiguration = {
      ...common.OciSdkDefaultRetryConfiguration,
      terminationStrategy: new common.MaxAttemptsTerminationStrategy(attempts),
      delayStrategy: new common.FixedTimeDelayStrategy(0),
    };
    const Client = load(`oci-${client}`)[CLIENTS[client]];
    const made = new Client({ authenticationDetailsProvider }, { retryConfiguration });
    made.endpoint = endpoint;
    clients.set(key, made);
  }
  return clients.get(key);
}

async function answerOf(call) {
  const client = clientFor(call);
  const listing = call.operation.replace(/ResponseIterator$/, ""); // some lists have no iterator of their own
  const answer = client[call.operation]
    ? client[call.operation](call.request)
    : common.paginateResponses(call.request, request => client[listing](request));
  if (!answer[Symbol.asyncIterator]) return answer;
  const all = [];
  for await (const each of answer) all.push(each);
  return all;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const call = JSON.parse(line);
    [warnings, found, asked] = [[], [], call.client];
    const outcome = { warnings, differences: found };
    try {
      outcome.value = await answerOf(call);
    } catch (error) {
      const { statusCode, serviceCode, message, operationName, stack } = error;
      if (error instanceof common.OciError) outcome.error = { statusCode, serviceCode, message, operationName };
      else outcome.failure = stack || JSON.stringify(error);
    }
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

main().then(() => process.exit(0)); // the SDK's circuit breakers would keep the process alive
