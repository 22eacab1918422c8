/** Traces by OpenTelemetry, where its packages are installed: node --import=./telemetry.mjs …; README.md has the rest. */
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation(), new PgInstrumentation()] });
sdk.start();
// After the server's own stop, so that its last spans are sent too.
process.once('beforeExit', () => void sdk.shutdown());
