// node validate.mjs FILE: what AsyncAPI's own parser says of a document, as JSON.
import { Parser, fromFile } from "@asyncapi/parser";

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const answer = {
  errors: diagnostics
    .filter(({ severity }) => severity === 0)
    .map(({ message, path }) => `${path.join(".")}: ${message}`),
  channels: document?.allChannels().all().map((channel) => channel.address()),
  messages: Object.fromEntries(
    (document?.allMessages().all() ?? []).map((message) => [message.name(), message.payload()?.json()]),
  ),
};
console.log(JSON.stringify(answer));
