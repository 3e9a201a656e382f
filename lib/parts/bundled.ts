import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Architecture, Code, type FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';

type Bundle = 'aws-snapper/lambda' | 'aws-snapper/fan-out' | 'aws-snapper/prover';

/** A function of a bundle that was built before: `index.` and one of its exports. */
export function bundled(
  bundle: Bundle,
  handler: string,
): Pick<FunctionProps, 'runtime' | 'architecture' | 'handler' | 'code' | 'timeout'> {
  return {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: `index.${handler}`,
    code: Code.fromAsset(dirname(createRequire(import.meta.url).resolve(bundle))),
    timeout: Duration.minutes(15),
  };
}
