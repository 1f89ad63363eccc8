start-title = Fråga, tyck till eller felanmäl
start-lead = Skriv vad det gäller. Vi ser till att rätt person svarar.
start-text = Vad vill du säga till oss?
start-go = Fortsätt
start-follow = Följ ditt ärende
start-advice = Prata med en rådgivare
start-influence = Så kan du påverka
start-danger = Är någon i fara? Ring

form-title = Skriv till oss
form-text = Vad gäller det?
form-text-hint = Skriv med egna ord, 10 till 5 000 tecken. Skriv inte personnummer eller annat som inte behövs för att vi ska förstå.
form-kind = Vad är det för något?
form-kind-hint = Du behöver inte välja. Vi förstår oftast av texten.
form-kind-any = Jag låter er avgöra
form-place = Var är det?
form-place-hint = En adress, en korsning eller något som syns på platsen.
form-position = Använd min position
form-position-waiting = Hämtar din position …
form-position-done = Din position följer med.
form-position-failed = Det gick inte att hämta din position. Beskriv platsen med ord i stället.
form-contact = Hur når vi dig?
form-contact-hint = Du får vara anonym. Då kan vi inte skicka svaret till dig, men du kan läsa det här med koden som du får när du har skickat.
form-name = Namn
form-email = E-post
form-phone = Telefon
form-photos = Bilder
form-photos-hint = Högst fem bilder (jpeg, png eller webp) på högst 10 MB var. Vi tar bort uppgifter om plats och tid ur bilderna.
form-photos-kept = { $n ->
    [one] En bild är sparad och följer med.
   *[other] { $n } bilder är sparade och följer med.
}
form-trap = Lämna det här fältet tomt
form-public-title = Det du skickar blir en allmän handling
form-public = Det betyder att andra kan begära att få läsa det. Vi prövar alltid först om något är hemligt. Det gäller också bilder och kontaktuppgifter.
form-public-more = Så hanterar vi dina uppgifter
form-send = Skicka
form-review = Granska först
form-identity-title = Det ser ut att stå ett personnummer i texten
form-identity = Vi behöver det inte. Ta gärna bort det innan du skickar.
form-danger-title = Är det fara? Ring i stället för att skriva
form-danger-112 = Ring 112 om någon är i fara.
form-danger-else = Behöver något åtgärdas genast men ingen är i fara, ring kontaktcenter på
form-understood = Så här förstår vi det
form-understood-wrong = Stämmer det inte? Skriv gärna lite mer. Annars rättar vi det när vi läser.
form-language-title = Skriver du på ett annat språk?
form-language = Vi förstår svenska och engelska bäst. Skicka gärna ändå: en människa läser, och det kan ta lite längre tid.
