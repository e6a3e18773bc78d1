import { reader, type Pair } from './reader.ts'

/**
 * Parts of sentences that are put into the messages of the catalogue, English → German. `{x}` stands for what differs
 * and is the same in both. What is not in here stays English: a name, a path, a code.
 */
const fragments: Readonly<Record<string, string>> = {
  // Files and disks
  'it does not exist': 'es gibt sie nicht',
  'permission denied': 'keine Berechtigung',
  'it is a folder': 'sie ist ein Ordner',
  'it is no file': 'sie ist keine Datei',
  'it is not an absolute path': 'der Pfad ist nicht vollständig',
  'the disk is full': 'der Datenträger ist voll',
  'the disk is read-only': 'der Datenträger ist schreibgeschützt',
  'the disk is damaged or was pulled out': 'der Datenträger ist beschädigt oder wurde abgezogen',
  'the disk was pulled out': 'der Datenträger wurde abgezogen',
  'it reads back differently': 'sie liest sich anders zurück',
  'part of the path is a file': 'ein Teil des Pfads ist eine Datei',
  'its symbolic links lead in a circle': 'ihre symbolischen Verweise führen im Kreis',
  'it belongs to another user': 'sie gehört einem anderen Benutzer',
  'it is larger than {size}': 'sie ist größer als {size}',
  'unknown reason': 'unbekannter Grund',
  'another program has it': 'ein anderes Programm hat ihn',
  'another program has the port': 'ein anderes Programm hat den Port',
  'ports below 1024 need special rights here': 'Ports unter 1024 brauchen hier besondere Rechte',
  'this computer does not have it any more': 'dieser Computer hat sie nicht mehr',
  'this computer has no such address': 'dieser Computer hat keine solche Adresse',
  ' by your site “{name}” on another address': ', von deinem Zugang „{name}“ an einer anderen Adresse',
  ' by {program} (process {number})': ', von {program} (Prozess {number})',
  'login items': 'Anmeldeobjekte',
  'the system refused it': 'das System hat es abgelehnt',
  'the system wants your approval first, in System Settings › General › Login Items':
    'das System will zuerst deine Zustimmung, in Systemeinstellungen › Allgemein › Anmeldeobjekte',
  'there is none in this data folder': 'in diesem Datenordner ist keine',
  'copy {file} over it while Vestibule is stopped': 'kopiere {file} darüber, während Vestibule nicht läuft',
  // What was read
  'it is damaged': 'er ist beschädigt',
  'it is cut off or altered': 'sie ist abgeschnitten oder verändert',
  'it is cut off or damaged': 'sie ist abgeschnitten oder beschädigt',
  'it breaks off or is not well-formed': 'sie bricht ab oder ist nicht wohlgeformt',
  'it does not have the expected structure': 'sie ist nicht so aufgebaut wie erwartet',
  'it is no configuration profile': 'sie ist kein Konfigurationsprofil',
  'it is not DER (length)': 'sie ist kein DER (Länge)',
  'it is not signed data': 'darin sind keine signierten Daten',
  'it is signed with an unknown algorithm': 'sie ist mit einem unbekannten Verfahren signiert',
  'it uses a tag that X.509 does not know': 'darin ist ein Element, das X.509 nicht kennt',
  'something follows after its end': 'nach ihrem Ende folgt noch etwas',
  'the data ends too early': 'die Daten enden zu früh',
  'a bit string is damaged': 'eine Bitfolge ist beschädigt',
  'a date does not exist': 'ein Datum gibt es nicht',
  'a date is damaged': 'ein Datum ist beschädigt',
  'an integer is empty': 'eine Zahl ist leer',
  'an object identifier is damaged': 'eine Objektkennung ist beschädigt',
  'an object identifier is too large': 'eine Objektkennung ist zu groß',
  'a wrong length': 'eine falsche Länge',
  'DEK-Info is cut off': 'DEK-Info ist abgeschnitten',
  'its key derivation asks for what cannot be': 'ihre Schlüsselableitung verlangt Unmögliches',
  'the key inside is damaged': 'der Schlüssel darin ist beschädigt',
  'the key inside is damaged or of an unknown type': 'der Schlüssel darin ist beschädigt oder von unbekannter Art',
  'the key is encrypted with a passphrase': 'der Schlüssel ist mit einer Passphrase verschlüsselt',
  'a certificate in it is damaged': 'ein Zertifikat darin ist beschädigt',
  'a certificate inside is damaged': 'ein Zertifikat darin ist beschädigt',
  'there is no PEM certificate in it': 'darin ist kein PEM-Zertifikat',
  'there is no certificate in it': 'darin ist kein Zertifikat',
  'there is no certificate request in it': 'darin ist kein Zertifikatsantrag',
  'there is no revocation list in it': 'darin ist keine Sperrliste',
  'there are more lists and certificates in it than are looked at':
    'darin sind mehr Listen und Zertifikate, als angesehen werden',
  'an extension stands there twice': 'eine Erweiterung steht zweimal darin',
  'a signature has odd parameters': 'eine Unterschrift hat ungewöhnliche Parameter',
  'the certificate is damaged or of an unknown kind': 'das Zertifikat ist beschädigt oder von unbekannter Art',
  'the key is damaged or of an unknown kind': 'der Schlüssel ist beschädigt oder von unbekannter Art',
  'the certificate or its key is damaged or of an unknown kind':
    'das Zertifikat oder sein Schlüssel ist beschädigt oder von unbekannter Art',
  'certificate and key do not belong together': 'Zertifikat und Schlüssel gehören nicht zusammen',
  'its key is encrypted with a passphrase': 'sein Schlüssel ist mit einer Passphrase verschlüsselt',
  'of an unknown type': 'von unbekannter Art',
  '“{text}” is no name or network': '„{text}“ ist weder ein Name noch ein Netz',
  'certificate, key, request or revocation list': 'Zertifikat, Schlüssel, Anfrage oder Sperrliste',
  certificate: 'ein Zertifikat',
  'private key': 'ein privater Schlüssel',
  // Backups
  'a file is missing in it': 'eine Datei fehlt darin',
  'it does not begin like one': 'sie beginnt nicht wie eine',
  'it ends within its first line': 'sie endet in der ersten Zeile',
  'it ends within its header': 'sie endet in ihrem Kopf',
  'it is empty': 'sie ist leer',
  'it is encrypted for a key, not with a passphrase':
    'sie ist für einen Schlüssel verschlüsselt, nicht mit einer Passphrase',
  'its contents end too early': 'ihr Inhalt endet zu früh',
  'its contents were altered': 'ihr Inhalt wurde verändert',
  'its database cannot be read': 'ihre Datenbank ist nicht lesbar',
  'its database has other tables': 'ihre Datenbank hat andere Tabellen',
  'its database is inconsistent': 'ihre Datenbank widerspricht sich',
  'its database is not one of Vestibule': 'ihre Datenbank ist keine von Vestibule',
  'its header does not end': 'ihr Kopf endet nicht',
  'its header was altered': 'ihr Kopf wurde verändert',
  'its service key is cut off': 'ihr Dienstschlüssel ist abgeschnitten',
  'something else is in it': 'es ist etwas anderes darin',
  'only {size} bytes are there': 'nur {size} Bytes sind da',
  '{name} ends too early': '{name} endet zu früh',
  '{name} has another checksum': '{name} hat eine andere Prüfsumme',
  '{name} is not where it should be': '{name} ist nicht dort, wo es sein sollte',
  'schema {number}': 'Schema {number}',
  'layout {number}': 'Aufbau {number}',
  // Authorities and devices
  'the site “{name}” trusts it': 'der Zugang „{name}“ vertraut ihr',
  'it issued a certificate': 'sie hat ein Zertifikat ausgestellt',
  'it issued {count} certificates': 'sie hat {count} Zertifikate ausgestellt',
  'it signed “{name}”': 'sie hat „{name}“ signiert',
  'was revoked': 'wurde gesperrt',
  'has expired': 'ist abgelaufen',
  // Shells
  'open at login': 'sich beim Anmelden öffnen',
  'open a share sheet': 'Dateien teilen',
  'be opened in a browser': 'in einem Browser geöffnet werden',
  'ask for a folder': 'nach einem Ordner fragen',
  // The gate, and what is behind it
  'it keeps ending': 'es endet immer wieder',
  'it did not answer': 'es antwortete nicht',
  'it could not be started': 'es ließ sich nicht starten',
  'Vestibule is closing': 'Vestibule wird beendet',
  'it showed another certificate than the one that was accepted':
    'es zeigte ein anderes Zertifikat als das angenommene',
  'its certificate is further from the trusted authority than allowed':
    'sein Zertifikat ist weiter von der vertrauten Stelle entfernt als erlaubt',
  'its certificate is self-signed and was not accepted':
    'sein Zertifikat ist selbst signiert und wurde nicht angenommen',
  'its certificate was issued by an authority that is not trusted here':
    'sein Zertifikat stammt von einer Stelle, der hier nicht vertraut wird',
  'its certificate has expired': 'sein Zertifikat ist abgelaufen',
  'its certificate is not valid yet': 'sein Zertifikat gilt noch nicht',
  'its certificate was revoked': 'sein Zertifikat wurde gesperrt',
  'its certificate was issued by something that is no authority':
    'sein Zertifikat wurde von etwas ausgestellt, das keine Zertifizierungsstelle ist',
  'its certificate was not made for servers': 'sein Zertifikat wurde nicht für Server gemacht',
  'its certificate is for another name': 'sein Zertifikat gilt für einen anderen Namen',
  'it refused the handshake: it wants a certificate from the gate, or another one':
    'es wies den Handshake ab: Es verlangt ein Zertifikat vom Gate, oder ein anderes',
  'the connection was refused': 'die Verbindung wurde abgelehnt',
  'the connection was cut': 'die Verbindung riss ab',
  'no answer in time': 'keine Antwort innerhalb der Frist',
  'the address cannot be reached': 'die Adresse ist nicht erreichbar',
  'the network cannot be reached': 'das Netz ist nicht erreichbar',
  'the name is not known': 'der Name ist nicht bekannt',
  'the name could not be looked up': 'der Name konnte nicht nachgeschlagen werden',
  'it does not speak HTTPS on this port': 'es spricht an diesem Port kein HTTPS',
  'it speaks only versions of TLS that are too old': 'es spricht nur zu alte Versionen von TLS',
  'what it answered is not HTTP': 'was es antwortete, ist kein HTTP',
  'it does not answer': 'es antwortet nicht',
  // A server that is diagnosed
  'nothing listens at this port, or a firewall refuses it':
    'an diesem Port lauscht nichts, oder eine Firewall lehnt ab',
  'the name is not known to DNS': 'das DNS kennt den Namen nicht',
  'DNS does not answer': 'das DNS antwortet nicht',
  'there is no way to this address: the machine may be switched off':
    'zu dieser Adresse führt kein Weg: Vielleicht ist der Rechner aus',
  'there is no way to this network': 'zu diesem Netz führt kein Weg',
  'there is no way to this address': 'zu dieser Adresse führt kein Weg',
  'nothing answers: a firewall drops it, or the machine is switched off':
    'nichts antwortet: Eine Firewall verwirft die Anfrage, oder der Rechner ist aus',
  'this computer does not allow the connection': 'dieser Computer lässt die Verbindung nicht zu',
  // The port for metrics
  'another program uses it': 'ein anderes Programm benutzt ihn',
  'this user may not listen on it': 'dieser Benutzer darf an ihm nicht lauschen',
  'it did not work': 'es ging nicht',
  // OCSP
  'the answer is larger than 64 KiB': 'die Antwort ist größer als 64 KiB',
  'it does not answer in time': 'er antwortet nicht innerhalb der Frist',
  'it cannot be reached': 'er ist nicht zu erreichen',
  'malformed request': 'fehlerhafte Anfrage',
  'internal error': 'innerer Fehler',
  'try later': 'später noch einmal',
  'signature required': 'Signatur verlangt',
  unauthorised: 'nicht berechtigt',
  'it is signed with SHA-1': 'er ist mit SHA-1 signiert',
  'its signature is not good': 'seine Signatur stimmt nicht',
  'it is of an unknown type': 'er ist von unbekannter Art',
  'who signed it is not appointed to': 'wer ihn signiert hat, ist dazu nicht bestellt',
  'the certificate of who signed it is not in force': 'das Zertifikat dessen, der ihn signiert hat, gilt nicht',
  'who signed it was appointed by somebody else': 'wer ihn signiert hat, wurde von jemand anderem bestellt',
  'who signed it is not known': 'wer ihn signiert hat, ist nicht bekannt',
  'it does not say until when it counts': 'er sagt nicht, bis wann er gilt',
  'it counts only later': 'er gilt erst später',
  'it does not count any more': 'er gilt nicht mehr',
  'it is about another certificate': 'er handelt von einem anderen Zertifikat',
  revoked: 'gesperrt',
  'not known there': 'dort nicht bekannt',
  // Fields
  'must not be empty': 'darf nicht leer sein',
  'must be given': 'muss angegeben werden',
  'must be one line': 'muss eine Zeile sein',
  'must be at least {number}': 'muss mindestens {number} sein',
  'must be at most {number}': 'darf höchstens {number} sein',
  'must have at most {number} characters': 'darf höchstens {number} Zeichen haben',
  'must have at most {number} KiB': 'darf höchstens {number} KiB haben',
  'must have at most {number} MiB': 'darf höchstens {number} MiB haben',
  'is larger than 16 MiB in all': 'ist zusammen größer als 16 MiB',
  'has more files than any authority needs': 'hat mehr Dateien, als eine Zertifizierungsstelle je braucht',
  'needs at least one file': 'braucht mindestens eine Datei',
  'needs at least one host name': 'braucht mindestens einen Hostnamen',
  'is not a host name or IP address': 'ist weder ein Hostname noch eine IP-Adresse',
  'is not valid': 'ist nicht gültig',
  'must be a host name': 'muss ein Hostname sein',
  'must be a host name or an IP address': 'muss ein Hostname oder eine IP-Adresse sein',
  'must be a host name or an IP address (write international names in their xn-- form)':
    'muss ein Hostname oder eine IP-Adresse sein (internationale Namen in ihrer Form mit xn--)',
  'must be an IP address': 'muss eine IP-Adresse sein',
  'must be an absolute path': 'muss ein vollständiger Pfad sein',
  'must be an address that begins with http://': 'muss eine Adresse sein, die mit http:// beginnt',
  'must be an http:// or https:// address, for example http://192.168.1.20':
    'muss eine http://- oder https://-Adresse sein, etwa http://192.168.1.20',
  'must be an address such as 192.168.1.20, camera.local:8080 or http://192.168.1.20':
    'muss eine Adresse sein wie 192.168.1.20, camera.local:8080 oder http://192.168.1.20',
  'must be a path such as /api, without query, “..”, “;” or encoded slashes':
    'muss ein Pfad sein wie /api, ohne Anfrageteil, „..“, „;“ oder verschlüsselte Schrägstriche',
  'must be a SHA-256 fingerprint: 64 hexadecimal digits':
    'muss ein SHA-256-Fingerabdruck sein: 64 hexadezimale Ziffern',
  'must be a token: letters, digits and - . _ ~ + / =': 'muss ein Token sein: Buchstaben, Ziffern und - . _ ~ + / =',
  'must be plain ASCII: several systems cannot import anything else':
    'darf nur einfache Zeichen (ASCII) haben: Mehrere Systeme können nichts anderes importieren',
  'must be printable ASCII on one line': 'muss eine Zeile aus druckbaren ASCII-Zeichen sein',
  'must be the name of a header, such as X-Api-Key': 'muss der Name eines Headers sein, wie X-Api-Key',
  'must be well-formed Unicode': 'muss wohlgeformtes Unicode sein',
  'must be well-formed text': 'muss wohlgeformter Text sein',
  'must be written ADDRESS:PORT, for example 0.0.0.0:8443': 'wird ADRESSE:PORT geschrieben, etwa 0.0.0.0:8443',
  'must not contain a colon or control characters': 'darf weder Doppelpunkt noch Steuerzeichen enthalten',
  'must not contain a query or fragment': 'darf weder Anfrageteil noch Sprungmarke enthalten',
  'must not contain a user name or password': 'darf weder Benutzernamen noch Passwort enthalten',
  'must not contain control characters': 'darf keine Steuerzeichen enthalten',
  'must not contain line breaks or control characters': 'darf weder Zeilenumbrüche noch Steuerzeichen enthalten',
  'has a port above 65535': 'hat einen Port über 65535',
  'is a header that no login may use': 'ist ein Header, den keine Anmeldung benutzen darf',
  'must not contain line breaks, control or invisible direction characters':
    'darf keine Zeilenumbrüche, Steuerzeichen oder unsichtbaren Richtungszeichen enthalten',
  'only a path that requires a certificate can say whose: others let visitors in, or nobody, without looking at it':
    'nur ein Pfad, der ein Zertifikat verlangt, kann sagen, wessen: Andere lassen jeden oder niemanden ein, ohne hinzusehen',
  'is blocked for everybody; to open a path to the local network only, require what you like there and choose “only”':
    'ist für alle gesperrt; um einen Pfad nur dem eigenen Netz zu öffnen, verlange dort, was du willst, und wähle „nur“',
  'nobody needs a certificate there; to exempt the local network alone, require one':
    'dort braucht niemand ein Zertifikat; um nur das eigene Netz auszunehmen, verlange eines',
}

/** Every one of them, for the test that compares their placeholders. */
export const allFragments: readonly Pair[] = Object.entries(fragments)

const read = reader(allFragments, (text) => text)

/** A part of a sentence in German; as it is when it is none of these. */
export function germanFragment(text: string): string {
  return read(text, 'whole')?.german ?? text
}
