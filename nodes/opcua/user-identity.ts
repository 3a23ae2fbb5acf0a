import { crypto_utils, type UserIdentityInfo, UserTokenType } from 'node-opcua-client';
import type { UserIdentity } from './settings';

/** The login in the form that node-opcua takes. @throws when a certificate's key is not PEM. */
export function toIdentityInfo(user: UserIdentity): UserIdentityInfo {
  if (user.kind === 'username') {
    return { type: UserTokenType.UserName, userName: user.userName, password: user.password };
  }
  if (user.kind === 'certificate') {
    const pem = user.certificate.replace(/-----[^-]+-----|\s/g, '');
    return {
      type: UserTokenType.Certificate,
      certificateData: Buffer.from(pem, 'base64'),
      keyOperations: crypto_utils.keyOperationsFromPrivateKey(crypto_utils.makePrivateKeyFromPem(user.key)),
    };
  }
  return { type: UserTokenType.Anonymous };
}
