import {
  Annotations,
  Arn,
  ArnFormat,
  CliCredentialsStackSynthesizer,
  type FileAssetLocation,
  FileAssetPackaging,
  type FileAssetSource,
  type IStackSynthesizer,
  type StackProps,
} from 'aws-cdk-lib';

/**
 * How a stack is made whose template accounts deploy as it is, by StackSets for example, without the CDK.
 *
 * Alarms can notify only a topic of their own region, so a topic that is given names the region.
 */
export function handedOn(bucket: string, topicArn: string | undefined): StackProps {
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
    synthesizer: new CodeInBucket(bucket) as IStackSynthesizer,
    analyticsReporting: false,
    ...(topicArn === undefined ? {} : { env: { region: regionOf(topicArn) } }),
  };
}

function regionOf(topicArn: string): string {
  return Arn.split(topicArn, ArnFormat.NO_RESOURCE_NAME).region ?? '';
}

/** Looks for the code in one bucket that each account may read, and says how it gets there. */
class CodeInBucket extends CliCredentialsStackSynthesizer {
  constructor(bucket: string) {
    super({ fileAssetsBucketName: bucket, bucketPrefix: 'aws-snapper/' });
  }

  override addFileAsset(asset: FileAssetSource): FileAssetLocation {
    const location = super.addFileAsset(asset);
    if (asset.packaging === FileAssetPackaging.ZIP_DIRECTORY) {
      Annotations.of(this.boundStack).addInfo(
        `The code comes from s3://${location.bucketName}/${location.objectKey}; put it there with (cd cdk.out/${asset.fileName} && zip -qr - .) | aws s3 cp - s3://${location.bucketName}/${location.objectKey}`,
      );
    }
    return location;
  }
}
