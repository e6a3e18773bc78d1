import type { MessageName } from '../../../shared/verify/meaning.ts'

/** A verify code, a code that a client says of a server (the advice is another one), an alert, or a message. */
type Expected = readonly ['verify' | 'server' | 'alert', number] | MessageName

/**
 * What people paste into issues and forums, in the words of the programs: browsers on phones and desktops, curl, wget, Java
 * and Android, .NET, Go, Python, Node, Dart, GnuTLS, OpenSSL 1.0 to 3.5, nginx, HAProxy, Apache, Caddy, IIS, the Windows
 * event log, macOS and iOS.
 */
export const fieldTexts: readonly (readonly [Expected, string])[] = [
  [['alert', 42], 'javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate'],
  [['alert', 46], 'javax.net.ssl.SSLException: Received fatal alert: certificate_unknown'],
  [
    ['alert', 116],
    'io.netty.handler.ssl.ReferenceCountedOpenSslEngine$OpenSslHandshakeException: error:10000410:SSL routines: tlsv13 alert certificate required',
  ],
  [['alert', 116], 'java.security.cert.CertificateException: Empty client certificate chain'],
  [['alert', 116], 'javax.net.ssl.SSLHandshakeException: null cert chain'],
  [
    ['server', 20],
    'System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure.',
  ],
  [['server', 20], 'The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot'],
  [['server', 10], 'The remote certificate is invalid because of errors in the certificate chain: NotTimeValid'],
  [['server', 62], 'The remote certificate was rejected: RemoteCertificateNameMismatch'],
  [
    ['server', 20],
    'The remote certificate was rejected by the provided RemoteCertificateValidationCallback: RemoteCertificateChainErrors',
  ],
  [
    'wrong-file-password',
    'System.Security.Cryptography.CryptographicException: The specified network password is not correct.',
  ],
  [['alert', 42], 'remote error: tls: bad certificate'],
  [['alert', 116], 'remote error: tls: certificate required'],
  [['alert', 48], 'remote error: tls: unknown certificate authority'],
  [['alert', 46], 'remote error: tls: unknown certificate'],
  [['verify', 26], 'tls: failed to verify certificate: x509: certificate specifies an incompatible key usage'],
  [
    ['verify', 10],
    'http: TLS handshake error from 192.168.1.4:50000: tls: failed to verify client certificate: x509: certificate has expired or is not yet valid',
  ],
  [
    ['verify', 20],
    'http: TLS handshake error from 192.168.1.4:50000: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "Home")',
  ],
  [
    ['server', 62],
    "tls: failed to verify certificate: x509: cannot validate certificate for 192.168.1.7 because it doesn't contain any IP SANs",
  ],
  [
    ['alert', 116],
    'ssl.SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)',
  ],
  [['alert', 48], 'ssl.SSLError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:1007)'],
  [
    ['server', 62],
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'camera.home'. (_ssl.c:1000)",
  ],
  [['server', 62], "ssl.CertificateError: hostname 'camera.home' doesn't match 'nas.home'"],
  [['server', 64], "certificate verify failed: IP address mismatch, certificate is not valid for '192.168.1.7'"],
  [['server', 18], 'Error: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  [['server', 21], 'Error: unable to verify the first certificate\n code: UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [['server', 10], 'Error: certificate has expired { code: CERT_HAS_EXPIRED }'],
  [
    ['server', 62],
    "Hostname/IP does not match certificate's altnames: Host: camera.home. is not in the cert's altnames: DNS:nas.home",
  ],
  [
    ['alert', 116],
    'Error: C0B7...:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:SSL alert number 116',
  ],
  [
    ['alert', 40],
    '140735:error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:s3_pkt.c:1493:SSL alert number 40',
  ],
  [['alert', 42], 'error:14094412:SSL routines:SSL3_READ_BYTES:sslv3 alert bad certificate'],
  [['alert', 45], 'error:0A000415:SSL routines::sslv3 alert certificate expired'],
  [['alert', 44], 'error:0A000414:SSL routines::ssl/tls alert certificate revoked'],
  [['verify', 20], 'verify error:num=20:unable to get local issuer certificate'],
  [['server', 19], 'Verify return code: 19 (self-signed certificate in certificate chain)'],
  [['alert', 47], 'OpenSSL SSL_connect: SSL_ERROR_SYSCALL; tlsv1 alert illegal parameter'],
  [['server', 20], '*** Status: The certificate is NOT trusted. The certificate issuer is unknown.'],
  [
    ['server', 62],
    '*** Status: The certificate is NOT trusted. The name in the certificate does not match the expected.',
  ],
  [['server', 10], '*** Status: The certificate is NOT trusted. The certificate chain uses expired certificate.'],
  [
    ['alert', 116],
    '*** Fatal error: A TLS fatal alert has been received.\n*** Received alert [116]: Certificate is required',
  ],
  [['alert', 42], 'GnuTLS: A TLS fatal alert has been received. Received alert [42]: Certificate is bad'],
  [
    ['server', 20],
    "ERROR: cannot verify camera.home's certificate, issued by ‘CN=Home’:\n  Unable to locally verify the issuer's authority.",
  ],
  [
    ['server', 18],
    "ERROR: cannot verify camera.home's certificate, issued by ‘CN=camera.home’:\n  Self-signed certificate encountered.",
  ],
  [['server', 62], "ERROR: certificate common name ‘nas.home’ doesn't match requested host name ‘camera.home’."],
  [
    ['server', 20],
    "ERROR: The certificate of ‘camera.home’ is not trusted.\nERROR: The certificate of ‘camera.home’ doesn't have a known issuer.",
  ],
  [['alert', 116], '400 Bad Request\nNo required SSL certificate was sent\nnginx/1.22.1'],
  [
    ['verify', 10],
    'client SSL certificate verify error: (10:certificate has expired) while reading client request headers',
  ],
  [
    ['verify', 23],
    'client SSL certificate verify error: (23:certificate revoked) while reading client request headers',
  ],
  [['verify', 12], 'client SSL certificate verify error: (12:CRL has expired)'],
  [['alert', 116], 'SSL_do_handshake() failed (SSL: error:0A0000C7:SSL routines::peer did not return a certificate)'],
  [
    ['alert', 40],
    'Connection closed during SSL handshake; https-in/1: SSL handshake failure (error:0A000086:SSL routines::certificate verify failed)',
  ],
  [['verify', 20], 'AH02039: Certificate Verification: Error (20): unable to get local issuer certificate'],
  [
    ['verify', 10],
    '[ssl:info] AH02276: Certificate Verification: Error (10): certificate has expired [subject: CN=Alice]',
  ],
  [
    ['alert', 116],
    'AH02008: SSL library error 1 in handshake\nSSL Library Error: error:0A0000C7:SSL routines::peer did not return a certificate -- No CAs known to server for verification?',
  ],
  [['alert', 116], "tls: client didn't provide a certificate"],
  [
    ['alert', 116],
    'HTTP Error 403.7 - Forbidden: The page you are attempting to access requires your browser to have a Secure Sockets Layer (SSL) client certificate that the Web server recognizes.',
  ],
  [['verify', 20], 'HTTP Error 403.16 - Forbidden: Your client certificate is either not trusted or is invalid.'],
  [['verify', 10], 'HTTP Error 403.17 - Forbidden: Your client certificate has expired or is not yet valid.'],
  [['verify', 23], 'HTTP Error 403.13 - Forbidden: Client certificate revoked'],
  [
    ['alert', 48],
    'Schannel 36887: A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 48.',
  ],
  [['alert', 46], 'Es wurde eine schwerwiegende Warnung empfangen: 46.'],
  [
    ['alert', 42],
    'Von einem Remoteendpunkt wurde eine schwerwiegende Warnung empfangen. Die im TLS-Protokoll definierte Codenummer der schwerwiegenden Warnung ist 42.',
  ],
  [
    ['alert', 70],
    'Schannel 36888: A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error code is 70.',
  ],
  [
    ['server', 20],
    'schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - Die Zertifikatkette wurde von einer nicht vertrauenswürdigen Zertifizierungsstelle ausgestellt.',
  ],
  [['server', 20], 'schannel: CertGetCertificateChain trust error CERT_TRUST_IS_UNTRUSTED_ROOT'],
  [
    ['alert', 40],
    'curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_ILLEGAL_MESSAGE (0x80090326) - This error usually occurs when a fatal SSL/TLS alert is received (e.g. handshake failed).',
  ],
  [['verify', 23], 'schannel: next InitializeSecurityContext failed: CRYPT_E_REVOKED (0x80092010)'],
  [
    ['verify', 3],
    'schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012) - The revocation function was unable to check revocation for the certificate.',
  ],
  [
    'wrong-file-password',
    'An error has occurred. Unable to import an item. The contents of this item cannot be retrieved.\nMAC verification failed during PKCS12 import (wrong password?)',
  ],
  ['wrong-file-password', 'Der Import ist fehlgeschlagen. Das Passwort ist falsch. errSecAuthFailed -25293'],
  [['server', 20], '“Home CA” certificate is not trusted'],
  [['server', 20], 'Das Zertifikat „Home CA“ ist nicht vertrauenswürdig'],
  [['server', 20], 'Dieses Zertifikat wurde von einer unbekannten Instanz signiert.'],
  [['server', 20], 'This certificate was signed by an unknown authority'],
  [['server', 20], 'Dieses Root-Zertifikat ist nicht vertrauenswürdig'],
  ['wrong-file-password', 'Profile Installation Failed. The password for the certificate “Alice.p12” is incorrect.'],
  ['wrong-file-password', 'Falsches Passwort für das Zertifikat'],
  ['wrong-file-password', 'The password you entered for the certificate is incorrect.'],
  ['wrong-file-password', 'Incorrect password'],
  ['wrong-file-password', 'java.io.IOException: PKCS12 key store mac invalid - wrong password or corrupted file.'],
  [['server', 20], 'java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.'],
  [['alert', 46], 'SSLV3_ALERT_CERTIFICATE_UNKNOWN'],
  [
    ['alert', 116],
    'javax.net.ssl.SSLProtocolException: Read error: ssl=0x7: Failure in SSL library, usually a protocol error error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED',
  ],
  [['server', 62], 'javax.net.ssl.SSLPeerUnverifiedException: Hostname camera.home not verified'],
  [
    ['server', 62],
    'java.security.cert.CertificateException: No subject alternative DNS name matching camera.home found.',
  ],
  [['server', 10], 'java.security.cert.CertificateExpiredException: NotAfter: Mon Jan 01 00:00:00 CET 2024'],
  [['server', 9], 'java.security.cert.CertificateNotYetValidException: NotBefore: Mon Jan 01 00:00:00 CET 2030'],
  [['alert', 116], 'SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT'],
  [['alert', 42], 'SSL_ERROR_BAD_CERT_ALERT'],
  [['alert', 48], 'SSL_ERROR_UNKNOWN_CA_ALERT'],
  [['alert', 45], 'SSL_ERROR_EXPIRED_CERT_ALERT'],
  [['alert', 44], 'SSL_ERROR_REVOKED_CERT_ALERT'],
  [['alert', 40], 'SSL_ERROR_HANDSHAKE_FAILURE_ALERT'],
  [['alert', 70], 'SSL_ERROR_UNSUPPORTED_VERSION'],
  [
    ['alert', 116],
    'Diese Website akzeptiert dein Anmeldezertifikat nicht, oder möglicherweise wurde keines angegeben. ERR_BAD_SSL_CLIENT_AUTH_CERT',
  ],
  [['alert', 116], 'camera.home didn’t accept your login certificate, or one may not have been provided.'],
  [
    ['alert', 116],
    'camera.home hat Ihr Anmeldezertifikat nicht akzeptiert oder möglicherweise wurde keines bereitgestellt.',
  ],
  [['server', 20], 'Your PC doesn’t trust this website’s security certificate.'],
  [
    ['server', 20],
    'Dieser Server konnte nicht beweisen, dass er camera.home ist. Sein Sicherheitszertifikat wird vom Betriebssystem Ihres Computers als nicht vertrauenswürdig eingestuft.',
  ],
  [['server', 20], 'Ihre Verbindung ist nicht privat'],
  [['server', 20], 'Dies ist keine sichere Verbindung'],
  [['server', 10], 'Das Sicherheitszertifikat dieses Servers ist gestern abgelaufen.'],
  [
    ['server', 62],
    'Websites prove their identity via certificates. Firefox does not trust this site because it uses a certificate that is not valid for camera.home. The certificate is only valid for nas.home.',
  ],
  [
    ['server', 62],
    'Firefox vertraut dieser Website nicht, weil das von der Website verwendete Zertifikat nicht für camera.home gilt.',
  ],
  [
    ['server', 20],
    'The certificate for this server is invalid. You might be connecting to a server that is pretending to be “camera.home”',
  ],
  [
    ['server', 20],
    'Das Zertifikat für diesen Server ist ungültig. Eventuell wird eine Verbindung zu einem Server hergestellt, der sich als „camera.home“ ausgibt',
  ],
  [['alert', 116], 'This website requires a client certificate. NSURLErrorDomain -1206'],
  [['alert', 116], 'Der Server benötigt ein Clientzertifikat'],
  ['old-file-encryption', 'Error: PKCS12 keygen failed: unsupported algorithm 40BitRC2'],
  ['old-file-encryption', 'ERR_OSSL_EVP_UNSUPPORTED error:0308010C:digital envelope routines::unsupported'],
  ['connection-cut', 'wget: GnuTLS: The TLS connection was non-properly terminated.'],
  ['connection-cut', 'curl: (92) HTTP/2 stream 0 was not closed cleanly: INTERNAL_ERROR (err 2)'],
  ['unknown-host', 'wget: unable to resolve host address ‘camera.home’'],
  ['unknown-host', 'System.Net.Http.HttpRequestException: No such host is known. (camera.home:443)'],
  ['unknown-host', 'Der angegebene Host ist unbekannt.'],
  [
    'connection-refused',
    'dial tcp 192.168.1.7:443: connectex: No connection could be made because the target machine actively refused it.',
  ],
  [
    'connection-refused',
    'Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte.',
  ],
  ['no-answer', 'dial tcp 192.168.1.7:443: i/o timeout'],
  ['no-answer', 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'],
  [
    'no-answer',
    'java.net.SocketTimeoutException: failed to connect to camera.home/192.168.1.7 (port 443) after 10000ms',
  ],
  ['too-many-redirects', 'Die aufgerufene Website leitet die Anfrage so um, dass sie nie beendet werden kann.'],
  ['connection-cut', 'javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake'],
  ['wrong-file-password', 'java.io.IOException: keystore password was incorrect'],
  [
    'wrong-file-password',
    'java.security.UnrecoverableKeyException: Get Key failed: Given final block not properly padded. Such issues can arise if a bad key is used during decryption.',
  ],
  [['alert', 40], 'Received fatal alert: handshake_failure'],
  [['alert', 70], 'Received fatal alert: protocol_version'],
  [['alert', 48], 'TLSV1_ALERT_UNKNOWN_CA'],
  [['alert', 46], 'SSLV3_ALERT_CERTIFICATE_UNKNOWN(s3_pkt.c:1500)'],
  ['unknown-host', 'getaddrinfo failed: [Errno -2] Name or service not known'],
  ['unknown-host', 'socket.gaierror: [Errno 11001] getaddrinfo failed'],
  [
    'connection-cut',
    "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
  ],
  [
    'connection-cut',
    'ConnectionResetError: [WinError 10054] Eine vorhandene Verbindung wurde vom Remotehost geschlossen',
  ],
  [
    'connection-refused',
    '[WinError 10061] Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte',
  ],
  [
    'no-answer',
    '[WinError 10060] Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht ordnungsgemäß reagiert hat',
  ],
  [
    ['server', 20],
    'net_http_ssl error: The SSL connection could not be established, see inner exception. The remote certificate is invalid because of errors in the certificate chain: PartialChain',
  ],
  ['insecure-connection', 'The SSL connection could not be established, see inner exception.'],
  [
    ['server', 20],
    'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
  ],
  ['insecure-connection', 'The request was aborted: Could not create SSL/TLS secure channel.'],
  ['insecure-connection', 'Die Anfrage wurde abgebrochen: Es konnte kein geschützter SSL/TLS-Kanal erstellt werden.'],
  [['verify', 20], 'x509: certificate signed by unknown authority'],
  [
    ['verify', 10],
    'x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-12-31T00:00:00Z',
  ],
  [['alert', 70], 'tls: server selected unsupported protocol version 301'],
  [['alert', 70], 'remote error: tls: protocol version not supported'],
  [['alert', 40], 'remote error: tls: handshake failure'],
  [['alert', 51], 'remote error: tls: error decrypting message'],
]
