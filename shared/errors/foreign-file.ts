import type { ErrorEntry } from './entry.ts'

const CONVERT = 'Give the certificate (.crt, .cer, .pem), its key (.key), or both in a .pfx or .p12 file.'

/** Files that are no certificates or keys of X.509, told for what they are. */
export const foreignFileErrors = {
  'foreign-file/ssh-key': {
    message: 'This is a private key of SSH (OpenSSH or PuTTY), not a certificate or a key in a form that TLS reads.',
    remedy:
      'Give the file that belongs to the certificate. An SSH key itself is turned into one that TLS reads with: ssh-keygen -p -m PEM -f COPY-OF-THE-FILE',
  },
  'foreign-file/ssh-public-key': { message: 'This is a public key of SSH, not a certificate.', remedy: CONVERT },
  'foreign-file/pgp-key': {
    message: 'This is a key or message of PGP (GnuPG), which has nothing to do with certificates of TLS.',
    remedy: CONVERT,
  },
  'foreign-file/public-key': {
    message: 'This is a public key only, neither a certificate nor a private key.',
    remedy: 'Give the certificate that was issued for this key, or the private key that belongs to it.',
  },
  'foreign-file/dsa-key': {
    message: 'This is a DSA key: no browser and no TLS 1.3 takes one.',
    remedy: 'Make a new key, RSA with 2048 bits or P-256, and a certificate for it.',
  },
  'foreign-file/parameters': {
    message: 'This file holds parameters (Diffie-Hellman or a curve) and neither a key nor a certificate.',
    remedy: CONVERT,
  },
  'foreign-file/tls-session': { message: 'This is a stored TLS session, not a certificate.', remedy: CONVERT },
  'foreign-file/openvpn-key': {
    message: 'This is a static key of OpenVPN (tls-auth, tls-crypt), not a certificate or private key.',
    remedy: 'Give the files named ca, cert and key in the configuration of OpenVPN.',
  },
  'foreign-file/wireguard': {
    message: 'This is a configuration of WireGuard: its keys are not certificates.',
    remedy: CONVERT,
  },
  'foreign-file/encrypted-file': {
    message: 'This file is encrypted with age, or a key for that.',
    remedy: 'Decrypt it first with the program that encrypted it: age --decrypt.',
  },
  'foreign-file/attribute-certificate': {
    message: 'This is an attribute certificate, which holds no key and lets nobody in.',
    remedy: CONVERT,
  },
  'foreign-file/java-keystore': {
    message: 'This is a key store of Java (JKS or JCEKS).',
    remedy:
      'Turn it into PKCS#12: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12',
  },
  'foreign-file/bouncycastle-keystore': {
    message: 'This is a key store of BouncyCastle (BKS), as Android apps use it.',
    remedy: 'Turn it into PKCS#12 with KeyStore Explorer, or with keytool and the BouncyCastle provider.',
  },
  'foreign-file/zip': {
    message: 'This is a ZIP archive (or a file that is one inside, such as .docx, .apk, .jar).',
    remedy: 'Unpack it first, and give the certificate or key that is in it.',
  },
  'foreign-file/archive': {
    message: 'This is an archive or a compressed file.',
    remedy: 'Unpack it first, and give the certificate or key that is in it.',
  },
  'foreign-file/document': { message: 'This is a document (PDF or Office), not a certificate.', remedy: CONVERT },
  'foreign-file/picture': {
    message: 'This is a picture, not a certificate.',
    remedy: 'Give the file itself, not a photo or screenshot of it.',
  },
  'foreign-file/database': {
    message: 'This is a database (SQLite or Berkeley DB), for example cert9.db or key4.db of Firefox.',
    remedy:
      'Export the certificate from the program that it belongs to: in Firefox “Backup…” in the certificate manager.',
  },
  'foreign-file/keychain': {
    message: 'This is a keychain of macOS.',
    remedy: 'Open it in Keychain Access and export the certificate with its key as .p12.',
  },
  'foreign-file/binary-plist': {
    message: 'This is a property list of Apple in binary form.',
    remedy: 'Turn it into XML first: plutil -convert xml1 FILE',
  },
  'foreign-file/web-page': {
    message: 'This is a web page (HTML): the download probably ended at a login or error page.',
    remedy: 'Download the file again while you are logged in there, or save the link itself.',
  },
  'foreign-file/json': { message: 'This is a JSON file without a certificate or key in it.', remedy: CONVERT },
  'foreign-file/jwk': {
    message: 'This is a JSON Web Key, as certbot keeps for its account; it is no certificate.',
    remedy: 'Give fullchain.pem and privkey.pem of the folder live.',
  },
  'foreign-file/jwt': { message: 'This is a token (JWT), not a certificate.', remedy: CONVERT },
  'foreign-file/printed': {
    message: 'This is the printed text of a certificate, request or key (openssl -text), without the file itself.',
    remedy: 'Give the part from BEGIN to END, or write the file again without -noout.',
  },
  'foreign-file/xml': { message: 'This is an XML file without a certificate that can be read.', remedy: CONVERT },
  'foreign-file/spkac': {
    message: 'This is a request in the form of Netscape (SPKAC), which no program makes any more.',
    remedy: 'Make a PKCS#10 request: openssl req -new -key FILE',
  },
} as const satisfies Record<string, ErrorEntry>
