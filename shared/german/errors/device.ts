import type { deviceErrors } from '../../errors/device.ts'
import type { Translated } from './entry.ts'

export const device: Translated<typeof deviceErrors> = {
  'device/not-found': {
    message: 'Es gibt kein Gerät namens „{name}“.',
    remedy:
      'Sieh in der Liste der Geräte nach dem genauen Namen. Ein Zertifikat, das hier nicht bekannt ist, wird mit seiner Seriennummer widerrufen: vestibule device revoke --serial.',
  },
  'device/ambiguous': {
    message: 'Mehrere Geräte heißen „{name}“.',
    remedy: 'Nenne es mit seiner Seriennummer oder Kennung.',
  },
  'device/no-key': {
    message: 'Der private Schlüssel von „{name}“ war nie in dieser App und kann deshalb nicht exportiert werden.',
    remedy: 'Exportiere nur das Zertifikat (Form crt) und füge es auf dem Gerät mit dem Schlüssel zusammen.',
  },
  'device/already-revoked': {
    message: 'Das Zertifikat von „{name}“ ist schon gesperrt.',
    remedy: 'Es ist nichts zu tun.',
  },
  'device/certificate-unreadable': {
    message: 'Das Zertifikat ließ sich nicht lesen: {problem}.',
    remedy: 'Gib das Zertifikat selbst als PEM oder DER an, oder seine Seriennummer oder seinen Fingerabdruck.',
  },
  'device/certificate-foreign': {
    message: 'Dieses Zertifikat hat keine Zertifizierungsstelle ausgestellt, die hier bekannt ist.',
    remedy: 'Nichts lässt es hinein, also gibt es nichts zu widerrufen.',
  },
  'device/held': {
    message: 'Ein Zertifikat von „{authority}“, das hier nicht bekannt ist, wurde abgewiesen: {subject}.',
    remedy: 'Ist es eines deiner Geräte, dann lass es hinein: Von da an ist es bekannt. Wenn nicht, widerrufe es.',
  },
  'device/not-held': {
    message: 'Kein Zertifikat mit diesem Fingerabdruck wartet darauf, hineingelassen zu werden.',
    remedy: 'Es steht im Eingang, sobald es wieder an eine Tür kommt.',
  },
  'device/not-on-hold': {
    message: '„{name}“ ist nicht vorläufig gesperrt.',
    remedy:
      'Nur eine vorläufige Sperrung kann zurückgenommen werden; wer endgültig gesperrt ist, bekommt ein neues Zertifikat.',
  },
  'device/export-check-failed': {
    message: 'Die exportierte Datei bestand die Prüfung nicht, als sie noch einmal geöffnet wurde.',
    remedy: 'Nichts wurde geschrieben. Melde das, mit der gewählten Form.',
  },
  'device/csr-unreadable': {
    message: 'Der Zertifikatsantrag konnte nicht gelesen werden: {problem}.',
    remedy: 'Gib einen PKCS#10-Antrag in der Form PEM oder DER an.',
  },
  'device/csr-signature': {
    message: 'Der Zertifikatsantrag ist nicht mit seinem eigenen Schlüssel signiert.',
    remedy: 'Mach den Antrag auf dem Gerät noch einmal.',
  },
  'device/csr-weak-key': {
    message: 'Der Schlüssel im Zertifikatsantrag ist zu schwach ({key}).',
    remedy: 'Mach einen neuen Schlüssel: RSA mit mindestens 2048 Bit, oder P-256.',
  },
  'device/csr-unsupported-key': {
    message: 'Der Schlüssel im Zertifikatsantrag ist von einer Art, die hier nicht unterstützt wird ({key}).',
    remedy: 'Mach den Antrag mit einem RSA-Schlüssel von 2048 bis 8192 Bit oder einem auf der Kurve P-256 oder P-384.',
  },
  'device/csr-explicit-curve': {
    message:
      'Der Schlüssel im Zertifikatsantrag schreibt seine Kurve aus, statt sie zu nennen: Keine Tür nimmt ein solches Zertifikat an (Prüfcode 94).',
    remedy:
      'Mach den Schlüssel noch einmal mit einer benannten Kurve (openssl: -param_enc named_curve), wie RFC 5480 es verlangt.',
  },
  'device/renew-new-key': {
    message: 'Der Schlüssel von „{name}“ war nie in dieser App, also kann hier kein neuer gemacht werden.',
    remedy: 'Erneuere es mit demselben Schlüssel, oder stelle auf dem Gerät einen neuen Antrag.',
  },
  'device/renew-revoked': {
    message: 'Das Zertifikat von „{name}“ ist gesperrt; eine Erneuerung würde das Gerät wieder einlassen.',
    remedy:
      'Wenn es zurückkommen darf, mache ein neues Zertifikat dafür: vestibule device reissue NAME, oder der Knopf beim Gerät.',
  },
  'device/reissue-not-revoked': {
    message: '„{name}“ ist nicht endgültig gesperrt.',
    remedy: 'Erneuere das Zertifikat, oder hebe die vorläufige Sperre auf.',
  },
  'device/renew-nothing': {
    message: 'Es ist nicht klar, welche Geräte gemeint sind.',
    remedy: 'Nenne Geräte, oder in wie vielen Tagen ihre Zertifikate enden.',
  },
}
