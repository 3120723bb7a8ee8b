// Asks an endpoint through Comunica, as a program of somebody else would.
// In: {"endpoint": URL, "queries": {name: text}} on standard input.
// Out: {name: [media type, answer]} on standard output.
import { text } from 'node:stream/consumers';
import { QueryEngine } from '@comunica/query-sparql';

const MEDIA_TYPES = {
  bindings: 'application/sparql-results+xml',
  boolean: 'application/sparql-results+json',
  quads: 'application/n-quads',
};

const { endpoint, queries } = JSON.parse(await text(process.stdin));
const engine = new QueryEngine();
const answers = {};
for (const [name, query] of Object.entries(queries)) {
  // No type is given: what the address is has to be found out from what it says of itself.
  const result = await engine.query(query, { sources: [endpoint] });
  const mediaType = MEDIA_TYPES[result.resultType];
  const { data } = await engine.resultToString(result, mediaType);
  answers[name] = [mediaType, await text(data)];
}
process.stdout.write(JSON.stringify(answers));
