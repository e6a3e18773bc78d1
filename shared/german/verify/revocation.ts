import type { Meaning } from '../../verify/meanings/entry.ts'
import type { revocation as english } from '../../verify/meanings/revocation.ts'

const NEW_CRL =
  'Signiere eine neue Sperrliste: hier unter Zertifizierungsstelle › Sperrliste, anderswo mit „openssl ca -gencrl“; lade sie dann in den Server.'

/** Codes about revocation: lists (CRL) and answers (OCSP). */
export const revocation: Readonly<Record<keyof typeof english, Meaning>> = {
  X509_V_ERR_UNABLE_TO_GET_CRL: {
    explanation: 'Sperrungen werden geprüft, aber von einer Stelle dieser Kette gibt es keine Sperrliste (CRL).',
    causes: [
      'Eine Zwischenstelle oder zweite Stelle kam ohne ihre Sperrliste dazu: Jede der Kette braucht eine.',
      'Das Zertifikat ist selbst signiert oder das eines Fremden: Die fehlende Liste verdeckt die wahre Ursache.',
      'Die Sperrliste gehört zu einer Stelle anderen Namens.',
    ],
    fix: 'Schreibe die Sperrlisten aller Stellen, auch der Wurzel, in die CRL-Datei des Servers. Zugänge hier brauchen keine.',
  },
  X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE: {
    explanation: 'Die Signatur der Sperrliste lässt sich mit dem Schlüssel der Stelle nicht einmal öffnen.',
    causes: ['Die Sperrliste stammt von einer älteren Stelle gleichen Namens, mit einem Schlüssel anderer Länge.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_CRL_SIGNATURE_FAILURE: {
    explanation: 'Die Sperrliste ist nicht von der Stelle signiert, die sie nennt.',
    causes: [
      'Die Sperrliste stammt von einer älteren Stelle gleichen Namens.',
      'Die Datei wurde beschädigt oder verändert.',
    ],
    fix: NEW_CRL,
  },
  X509_V_ERR_CRL_NOT_YET_VALID: {
    explanation: 'Die Sperrliste beginnt später als jetzt; bis dahin weisen Server alle ab.',
    causes: ['Die Uhr des Servers geht nach.', 'Die Uhr des Computers, der die Liste signiert hat, ging vor.'],
    fix: 'Prüfe Datum und Uhrzeit dort, wo die Liste gemacht, und dort, wo sie benutzt wird.',
  },
  X509_V_ERR_CRL_HAS_EXPIRED: {
    explanation: 'Die Sperrliste ist älter als ihr eigenes „next update“. Server weisen dann alle ab.',
    causes: [
      'Niemand hat rechtzeitig eine neue signiert: „openssl ca“ macht Listen für 30 Tage.',
      'Eine Uhr geht vor.',
    ],
    fix: `${NEW_CRL} Vestibule signiert seine eigenen Listen rechtzeitig neu.`,
  },
  X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD: {
    explanation: 'Der Beginn in der Sperrliste ist kein Datum.',
    causes: ['Ein fehlerhaftes Programm hat die Liste gemacht.', 'Die Datei ist beschädigt.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD: {
    explanation: 'Das „next update“ in der Sperrliste ist kein Datum.',
    causes: ['Ein fehlerhaftes Programm hat die Liste gemacht.', 'Die Datei ist beschädigt.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_CERT_REVOKED: {
    explanation: 'Wem die Zertifizierungsstelle gehört, hat dieses Zertifikat gesperrt.',
    causes: [
      'Es wurde erneuert, und der Browser bietet noch das alte an.',
      'Das Gerät ging verloren oder wurde ersetzt.',
      'Es wurde aus Versehen gesperrt.',
    ],
    fix: 'Entferne das alte Zertifikat vom Gerät. War es ein Versehen, so stelle ein neues aus: Eine Sperrung ist endgültig.',
  },
  X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: {
    explanation: 'Das Zertifikat der Stelle, die die Sperrliste signiert hat, ist nicht zur Hand.',
    causes: [
      'Die Sperrliste gehört zu einer anderen Stelle.',
      'Listen werden gesondert signiert, und wer das tut, steht nicht in der Sammlung.',
    ],
    fix: 'Benutze die Sperrliste der Stelle, die die Zertifikate signiert hat, oder füge das Zertifikat dessen hinzu, der die Listen signiert.',
  },
  X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: {
    explanation: 'Die Stelle darf nach ihrer Schlüsselverwendung (keyUsage) keine Sperrlisten signieren.',
    causes: ['Das CA-Zertifikat wurde ohne cRLSign gemacht.'],
    fix: 'Mach das CA-Zertifikat neu, mit demselben Schlüssel und mit keyUsage keyCertSign und cRLSign.',
  },
  X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION: {
    explanation: 'Die Sperrliste hat eine Erweiterung, die verstanden werden muss, und sie wird nicht verstanden.',
    causes: ['Eine Delta-Liste, oder eine nur für einen Teil der Zertifikate (issuing distribution point).'],
    fix: 'Hole von der Stelle eine einfache, vollständige Sperrliste.',
  },
  X509_V_ERR_DIFFERENT_CRL_SCOPE: {
    explanation: 'Die gefundenen Listen sagen über diese Art von Zertifikat nichts.',
    causes: ['Die Sperrliste umfasst nur CA-Zertifikate, nur Benutzer oder nur manche Gründe.'],
    fix: 'Gib dem Server die vollständige Sperrliste der Stelle.',
  },
  X509_V_ERR_CRL_PATH_VALIDATION_ERROR: {
    explanation: 'Die Kette dessen, der die Sperrliste signiert hat, hält nicht.',
    causes: ['Listen werden gesondert signiert, und das Zertifikat dafür ist abgelaufen oder nicht vertraut.'],
    fix: 'Lass die Stelle selbst die Liste signieren, oder erneuere das Zertifikat dafür.',
  },
  X509_V_ERR_OCSP_VERIFY_NEEDED: {
    explanation: 'Das Programm will den OCSP-Dienst der Stelle fragen, bevor es entscheidet.',
    causes: ['Ein Schritt innerhalb eines Programms; als Ergebnis sollte diesen Code niemand sehen.'],
    fix: 'Sieh im Protokoll des Programms nach, was aus der OCSP-Anfrage wurde.',
  },
  X509_V_ERR_OCSP_VERIFY_FAILED: {
    explanation: 'Die OCSP-Prüfung kam nicht zu Ende.',
    causes: [
      'Der OCSP-Dienst ist nicht zu erreichen.',
      'Seine Antwort gilt einem anderen Zertifikat oder ist falsch signiert.',
    ],
    fix: 'Prüfe, ob der Server den OCSP-Dienst erreicht, oder benutze eine Sperrliste.',
  },
  X509_V_ERR_OCSP_CERT_UNKNOWN: {
    explanation: 'Der OCSP-Dienst kennt dieses Zertifikat nicht.',
    causes: [
      'Es wurde anderswo ausgestellt oder dem Dienst noch nicht gemeldet.',
      'Der Dienst gehört zu einer anderen Stelle.',
    ],
    fix: 'Prüfe, ob der Dienst für die Stelle antwortet, die das Zertifikat ausgestellt hat.',
  },
  X509_V_ERR_OCSP_RESP_INVALID: {
    explanation: 'Was der OCSP-Dienst antwortete oder der Server anheftete, ist keine gültige Antwort.',
    causes: [
      'Eine Webseite statt einer OCSP-Antwort, oft von einem Proxy dazwischen.',
      'Eine beschädigte Datei zum Anheften.',
    ],
    fix: 'Hole die Antwort mit „openssl ocsp“, um sie zu sehen; entferne eine veraltete Datei zum Anheften.',
  },
  X509_V_ERR_OCSP_SIGNATURE_FAILURE: {
    explanation: 'Die OCSP-Antwort ist nicht von dem signiert, der für diese Stelle antworten darf.',
    causes: ['Das Zertifikat des Dienstes ist abgelaufen, oder ihm fehlt OCSPSigning.', 'Die Antwort wurde verändert.'],
    fix: 'Erneuere das Zertifikat des Dienstes mit extendedKeyUsage OCSPSigning.',
  },
  X509_V_ERR_OCSP_NOT_YET_VALID: {
    explanation: 'Die OCSP-Antwort trägt ein Datum in der Zukunft.',
    causes: ['Eine Uhr geht falsch, hier oder beim Dienst.'],
    fix: 'Prüfe Datum und Uhrzeit auf beiden Seiten.',
  },
  X509_V_ERR_OCSP_HAS_EXPIRED: {
    explanation: 'Die OCSP-Antwort ist zu alt, um zu zählen.',
    causes: [
      'Der Server heftet eine Antwort an, die er nicht mehr erneuert.',
      'Der OCSP-Dienst steht.',
      'Eine Uhr geht vor.',
    ],
    fix: 'Lass den Server eine neue Antwort holen; prüfe, ob er den Dienst erreicht.',
  },
  X509_V_ERR_OCSP_NO_RESPONSE: {
    explanation: 'Eine OCSP-Antwort wurde verlangt, und keine kam.',
    causes: ['Der Server heftet keine an.', 'Das Zertifikat nennt keinen OCSP-Dienst, wie die von privaten Stellen.'],
    fix: 'Schalte das Anheften ein, wo das Zertifikat einen Dienst nennt; sonst verlange keine Antwort.',
  },
  X509_V_ERR_CRL_VERIFY_FAILED: {
    explanation:
      'Die Sperrliste ließ sich nicht prüfen, darum wird das Zertifikat abgewiesen. Nur neue Versionen von OpenSSL.',
    causes: ['Die Sperrliste ist beschädigt, veraltet oder von jemand anderem signiert.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_IDP_ONLY_USER_CA_ATTR_EXCLUSIVE: {
    explanation:
      'Die Sperrliste sagt, sie enthalte nur Benutzer und zugleich nur Stellen; das schließt sich aus (RFC 5280 §5.2.5).',
    causes: ['Ein besonderes Programm hat den issuing distribution point falsch geschrieben.'],
    fix: 'Hole eine einfache, vollständige Sperrliste ohne issuing distribution point.',
  },
}
