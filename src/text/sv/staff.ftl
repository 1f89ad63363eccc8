staff-navigation = Arbetsplatsen
staff-cases = Ärenden
staff-sign-out = Logga ut
role-administrator = Administratör
role-contact_centre = Kontaktcenter
role-department = Förvaltning
role-reader = Läsare
sign-in-title = Logga in
sign-in-email = E-post
sign-in-password = Lösenord
sign-in = Logga in
sign-in-link = Länken loggar in dig en gång. Välj sedan ett lösenord.
sign-in-lost = Kommer du inte in? Be en administratör om en ny länk.
account-title = Ditt konto
account-name = Namn
account-role = Roll
account-department = Förvaltning
account-password = Välj lösenord
account-new-password = Nytt lösenord
account-password-hint = Minst 15 tecken. Flera ord efter varandra är lättare att minnas än krångliga tecken. Du loggas ut överallt och loggar in igen med det nya.
account-password-save = Spara lösenordet
account-everywhere = Logga ut överallt
account-everywhere-hint = Gör det om du har glömt att logga ut någonstans.
account-everywhere-do = Logga ut överallt

queue-title = Ärenden
queue-filters = Urval
queue-any = Alla
queue-open = Öppna
queue-late = Försenade
queue-unread = Nytt från invånaren
queue-search = Sök ord eller nummer
queue-show = Visa
queue-empty = Här finns inga ärenden just nu.
queue-next = Nästa sida
queue-first = Till början
queue-phone-first = Ring
queue-secret = Skyddat
queue-secret-text = Kan omfattas av sekretess
state-late = Skulle ha svarats { $day }
state-soon = Svar senast { $day }
state-in-time = Svar senast { $day }

panel-known = Det vi vet
panel-days = { $n ->
    [one] en arbetsdag
   *[other] { $n } arbetsdagar
}
panel-kind-said = invånarens eget val
panel-secrecy = Sekretess
panel-secret = Kan omfattas av sekretess. Skyddat tills någon har prövat det.
panel-secret-decided = Omfattas av sekretess. Prövat av kontaktcenter.
panel-name = Namn
panel-contact = Kontakt
panel-anonymous = Inga kontaktuppgifter visas här
panel-why = Varför det här ämnet?
panel-sure = Så här ofta stämmer en sådan bedömning: { $percent }.
panel-because = Ord som avgjorde:
panel-steps = Vad kan göras nu?
panel-letters = Brev
panel-no-letters = Inga brev än.
letter-subject = Ämnesrad
letter-to = Till
letter-state = Läge
letter-resident = Invånaren
letter-state-due = Väntar
letter-state-sent = Skickat
letter-state-failed = Gick inte fram
letter-attempts = { $n ->
    [one] Ett försök
   *[other] { $n } försök
}
letter-retry = Skicka igen
task-call_resident = Ring invånaren
task-call_resident-why = Ett brev gick inte fram. Rätta adressen och skicka igen, eller berätta på telefon.
task-call_department = Ring förvaltningen
task-call_department-why = Ett brev till förvaltningen gick inte fram. De vet inte att de har ärendet.
task-done = Det är gjort

step-forward = Skicka vidare
step-forward-do = Skicka vidare
step-forward-to = Till vem?
step-forward-word = Ett ord på vägen
step-forward-hint = Förvaltningen läser det på sin sida, inte i brevet.
step-answer = Svara
step-answer-do = Svara
step-accept = Ta ärendet
step-accept-do = Vi tar det
step-ask = Fråga invånaren
step-ask-do = Skicka frågan
step-plan = Planera till ett datum
step-plan-do = Planera
step-return = Lämna tillbaka
step-return-do = Lämna tillbaka
step-take-back = Ta tillbaka till kontaktcenter
step-take-back-do = Ta tillbaka
step-recategorise = Ändra ämne
step-recategorise-do = Ändra
step-secrecy = Pröva sekretess
step-secrecy-do = Spara beslutet
step-secrecy-is = Omfattas ärendet av sekretess?
step-secrecy-yes = Ja, det är skyddat
step-secrecy-no = Nej, det är öppet
step-secrecy-why = Skäl
step-secrecy-hint = Skriv vad beslutet vilar på, utan att upprepa det som är känsligt. Läses bara av personal på kontaktcenter.
step-note = Anteckna
step-note-do = Spara anteckningen
step-close = Avsluta utan svar
step-close-do = Avsluta
step-close-reason = Varför?
step-close-told = Vad vi säger till invånaren
step-close-hint = Invånaren får läsa det här. Berätta vilken väg som är den rätta, om det finns en.
step-reopen = Ta upp igen
step-reopen-do = Ta upp igen
step-contact = Rätta kontaktuppgifter
step-contact-do = Rätta
together-joined = Hör ihop med ett annat ärende
together-joined-to = Det här ärendet följer
together-beside = { $n ->
    [one] En invånare till har skrivit om samma sak
   *[other] { $n } invånare till har skrivit om samma sak
 }
together-beside-hint = De får samma svar som det här ärendet, var och en i sitt eget brev.
together-parts = Delar av brevet
together-alike = Kanske samma sak
together-because = Gemensamt:
together-metres = { $metres } meter ifrån.
together-days = { $n ->
    [0] Samma dag
    [one] En dag emellan
   *[other] { $n } dagar emellan
 }
together-do-join = Samla: ge samma svar
together-do-separate = Skilj dem åt
together-several = Brevet verkar handla om flera saker. Stämmer det, så får var sak sin förvaltning och invånaren ett samlat läge.
together-split-hint = Handlar brevet om flera saker kan var sak få sin förvaltning.
together-part = Del { $n }
together-part-text = Det som skrevs om den
step-split = Dela upp
step-split-do = Dela upp och skicka
