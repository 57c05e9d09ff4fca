// What of Uppy our upload page uses; esbuild makes it one file at set-up.

export { default as AwsS3 } from "@uppy/aws-s3";
export { default as Uppy } from "@uppy/core";
