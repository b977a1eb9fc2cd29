/** Where Amazon's own S3 is in a region: what a bucket without an endpoint means. */
export const amazonEndpoint = (region: string): string => `https://s3.${region}.amazonaws.com`;
