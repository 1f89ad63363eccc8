kind-fraga = Fråga
kind-forslag = Förslag
kind-klagomal = Klagomål
kind-berom = Beröm
kind-fel = Felanmälan

status-received = Hos kontaktcenter
status-forwarded = Skickat till förvaltning
status-in_progress = Pågår
status-awaiting_resident = Väntar på invånaren
status-planned = Planerat
status-answered = Besvarat
status-closed = Avslutat

channel-web = via webbplatsen
channel-api = via e-tjänst

close-duplicate = Samma sak finns i ett annat ärende
close-no_reply = Det går inte att svara
close-spam = Skräppost
close-other_way = En annan väg är den rätta
close- = Annat

case-kind = Typ
case-category = Ämne
case-owner = Vem som har det
case-promise = Svar senast
case-place = Plats
case-position = Position
case-received = Kom in
case-status = Läge
case-photo = Bild { $n } som skickades med

plan-season-review = Vi samlar synpunkter på snöröjningen och går igenom dem tillsammans när säsongen är slut. Då får du svar.

story-by = av
story-received = Vi tog emot det.
story-classified = Synpunkt bedömde att det gäller { $category }.
story-forwarded = { $department } fick ärendet.
story-accepted = { $department } har börjat arbeta med det.
story-returned = { $department } lämnade tillbaka det, för att rätt förvaltning ska få det.
story-suggestion = Förslag: { $department }.
story-asked = { $who } frågade:
story-wrote = Den som skrev till oss lade till:
story-answered = { $who } svarade:
story-planned = { $who } planerade det till { $until }:
story-resumed = Dagen som det väntade på är här, och arbetet går vidare.
story-noted = { $who } antecknade:
story-recategorised = Ämnet ändrades till { $category }.
story-closed = Ärendet avslutades. { $reason }.
story-reopened = Den som skrev till oss ville att vi tar upp det igen:
story-reopened-by-us = Kontaktcenter tog upp det igen:
story-rated = Den som skrev till oss berättade hur det gick.
story-solved = Det löste sig.
story-not-solved = Det löste sig inte.
story-rating = Betyg { $n } av 5.
story-delayed = Svaret dröjer längre än vi lovade.
story-contact_corrected = Kontaktuppgifterna rättades.
