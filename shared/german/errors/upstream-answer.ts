import type { upstreamAnswerErrors } from '../../errors/upstream-answer.ts'
import type { Translated } from './entry.ts'

export const upstreamAnswer: Translated<typeof upstreamAnswerErrors> = {
  'site/observing': {
    message: '„{name}“ steht offen: Er beobachtet nur, und jeder kommt hinein.',
    remedy: 'Beende das Beobachten, wenn du genug gesehen hast: Dann kommen nur noch deine Geräte hinein.',
  },
  'site/asks-nobody': {
    message: '„{name}“ verlangt von niemandem ein Zertifikat: Wer ihn erreicht, kommt hinein.',
    remedy: 'Lass den Zugang Zertifikate verlangen, wenn du das nicht willst.',
  },
  'answer/refuses-everybody': {
    message: 'Wer bei „{name}“ hineinkommt, sieht einen Fehler: Das Gerät dahinter antwortet mit {status}.',
    remedy:
      'Sieh im Protokoll des Geräts nach. Die Diagnose hat keine Einstellung dieses Zugangs gefunden, die seine Antwort ändert.',
  },
  'answer/proxy-untrusted': {
    message:
      'Das Gerät hinter „{name}“ beantwortet jeden Besuch mit {status}, der sagt, wer kommt (X-Forwarded-For): Es vertraut diesem Computer nicht als seinem Proxy.',
    remedy:
      'Sag dem Gerät, dass es {address} als Proxy vertrauen darf. Home Assistant: Schreib „use_x_forwarded_for: true“ und „trusted_proxies: [{address}]“ unter „http:“ in configuration.yaml und starte es neu. Anderswo heißt die Einstellung trusted proxies oder known proxies.',
  },
  'answer/headers-too-large': {
    message:
      'Die Header, die „{name}“ jeder Anfrage hinzufügt, sind zu groß für das Gerät dahinter: Es antwortet mit {status}.',
    remedy:
      'Lass den Zugang dem Gerät weniger Header senden: vestibule site set NAME --upstream-headers none. Bleibt es dabei, sind die Cookies dieses Namens zu groß: Lösche sie im Browser.',
  },
  'answer/host-refused': {
    message:
      'Das Gerät hinter „{name}“ antwortet nicht unter dem Namen {host}: Es weist Besuche mit {status} ab, zum Schutz vor DNS-Rebinding oder weil es den Namen nicht kennt.',
    remedy:
      'Trag {host} bei den Namen ein, die das Gerät erlaubt (allowed hosts, trusted domains, Rebind-Schutz), oder lass den Zugang es unter seiner eigenen Adresse fragen: vestibule site set NAME --upstream-host upstream.',
  },
  'answer/wants-https': {
    message:
      'Das Gerät hinter „{name}“ will an diesem Port HTTPS und wurde mit einfachem HTTP gefragt: Es antwortet mit {status}.',
    remedy: 'Schreib https:// statt http:// in die Adresse des Geräts.',
  },
  'answer/wants-certificate': {
    message: 'Das Gerät hinter „{name}“ will selbst ein Client-Zertifikat und antwortet ohne eines mit {status}.',
    remedy:
      'Gib diesem Zugang ein Zertifikat für das Gerät: vestibule site set NAME --upstream-cert FILE --upstream-key FILE.',
  },
  'answer/banned': {
    message:
      'Das Gerät hinter „{name}“ hat diesen Computer ({address}) nach falschen Anmeldungen gesperrt: Jeder Besucher sieht {status}.',
    remedy:
      'Streich {address} aus seiner Liste (Home Assistant: ip_bans.yaml) und starte es neu, und lass es diesem Computer als Proxy vertrauen, damit es Besucher sperrt und nicht den Zugang.',
  },
  'answer/login-wrong': {
    message:
      'Das Gerät hinter „{name}“ nimmt die Anmeldung nicht an, die dieser Zugang sendet ({schemes}): Jeder Besucher sieht {status}.',
    remedy: 'Gib die Anmeldung noch einmal an, oder nimm sie vom Zugang, damit der Browser danach fragt.',
  },
  'answer/login-basic': {
    message: 'Das Gerät hinter „{name}“ fragt jeden Besucher nach Namen und Passwort ({schemes}).',
    remedy: 'Hinterlege die Anmeldung im Zugang, dann kommen deine Geräte ohne Eintippen hinein.',
  },
  'answer/login-connection': {
    message: 'Das Gerät hinter „{name}“ verlangt eine Windows-Anmeldung ({schemes}), die zu einer Verbindung gehört.',
    remedy:
      'Es ist nichts zu tun: Jeder Besucher behält eine eigene Verbindung. Programme, die diese Anmeldung nicht kennen, weist das Gerät ab.',
  },
  'answer/login-token': {
    message:
      'Das Gerät hinter „{name}“ antwortet Besuchern ohne Token mit {status} ({schemes}), und Browser können nach keinem fragen.',
    remedy: 'Hinterlege das Token im Zugang: vestibule site set NAME --login bearer --login-secret-file FILE.',
  },
  'answer/redirects-to-itself': {
    message: 'Das Gerät hinter „{name}“ schickt Besucher im Kreis: {location} führt dorthin, wo sie schon waren.',
    remedy:
      'Wahrscheinlich will es HTTPS und merkt nicht, dass die Besucher es benutzen: Schreib die https://-Adresse des Geräts in den Zugang, oder lass das Gerät diesem Computer als Proxy vertrauen (X-Forwarded-Proto).',
  },
  'answer/redirects-past': {
    message:
      'Das Gerät hinter „{name}“ schickt Besucher am Zugang vorbei, zu {location}: Das erreichen sie nicht, oder es ist nicht geschützt.',
    remedy:
      'Trag {host} in den Einstellungen des Geräts als seine Adresse ein (Base URL, externe URL), oder lass es diesem Computer als Proxy vertrauen.',
  },
  'answer/redirects-elsewhere': {
    message: 'Das Gerät hinter „{name}“ schickt Besucher weiter zu {location}.',
    remedy:
      'Das ist richtig, wenn sie sich dort anmelden. Wenn nicht, trag {host} in den Einstellungen des Geräts als seine Adresse ein.',
  },
  'answer/mixed-content': {
    message: 'Die Seite von „{name}“ lädt Teile über einfaches HTTP ({example}), was Browser verhindern.',
    remedy:
      'Trag https://{host} in den Einstellungen des Geräts als seine Adresse ein, oder lass es diesem Computer als Proxy vertrauen (X-Forwarded-Proto).',
  },
  'answer/login-page': {
    message: 'Besucher von „{name}“ sehen die Anmeldeseite des Geräts dahinter.',
    remedy: 'So soll es sein: Der Zugang lässt deine Geräte hinein, und das Gerät fragt, wer es ist.',
  },
  'answer/slow': {
    message: 'Das Gerät hinter „{name}“ brauchte {seconds} Sekunden, bis seine Antwort begann.',
    remedy:
      'Ist es immer so langsam, lass den Zugang länger warten: vestibule site set NAME --first-byte-timeout SEKUNDEN.',
  },
  'answer/nothing-there': {
    message:
      'Das Gerät hinter „{name}“ antwortet mit {status}: Unter der Adresse, die Besucher eingeben, gibt es keine Seite.',
    remedy:
      'Liegen seine Seiten in einem Ordner, häng ihn an die Adresse des Geräts an, wie in http://192.168.1.20/app, oder gib deinen Besuchern die ganze Adresse.',
  },
  'answer/device-failed': {
    message:
      'Das Gerät hinter „{name}“ antwortet mit {status}: Darin ist etwas fehlgeschlagen, auch bei Besuchen, die nicht durch den Zugang kommen.',
    remedy: 'Sieh im Protokoll des Geräts nach, und starte neu, was darauf läuft.',
  },
  'answer/device-refuses': {
    message:
      'Das Gerät hinter „{name}“ antwortet jedem mit {status}, der nach seiner ersten Seite fragt, auch ohne den Zugang.',
    remedy:
      'Sieh in den Einstellungen des Geräts nach, wer es benutzen darf: Dieser Computer ({address}) muss erlaubt sein.',
  },
}
