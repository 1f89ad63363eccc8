kind-fraga = Question
kind-forslag = Suggestion
kind-klagomal = Complaint
kind-berom = Praise
kind-fel = Fault report

status-received = With the contact centre
status-forwarded = Sent to a department
status-in_progress = In progress
status-awaiting_resident = Waiting for the resident
status-planned = Planned
status-answered = Answered
status-closed = Closed

channel-web = by the website
channel-api = by another service

close-duplicate = Another case is about the same thing
close-no_reply = No reply is possible
close-spam = Spam
close-other_way = Another way is the right one
close- = Other

case-kind = Kind
case-category = Subject
case-owner = Who has it
case-promise = Answer no later than
case-place = Place
case-position = Position
case-received = Received
case-status = State
case-photo = Picture { $n } that was sent along

plan-season-review = We collect opinions on snow clearance and go through them together when the season is over. You will get an answer then.

story-by = by
story-received = We received it.
story-classified = Synpunkt took it to be about { $category }.
story-forwarded = { $department } got the case.
story-accepted = { $department } has started to work on it.
story-returned = { $department } gave it back, so that the right department can have it.
story-suggestion = Suggestion: { $department }.
story-asked = { $who } asked:
story-wrote = The person who wrote to us added:
story-answered = { $who } answered:
story-planned = { $who } planned it for { $until }:
story-resumed = The day it waited for has come, and work goes on.
story-noted = { $who } noted:
story-recategorised = The subject was changed to { $category }.
story-closed = The case was closed. { $reason }.
story-reopened = The person who wrote to us wanted it taken up again:
story-reopened-by-us = The contact centre took it up again:
story-rated = The person who wrote to us told us how it went.
story-solved = It was solved.
story-not-solved = It was not solved.
story-rating = Rating { $n } of 5.
story-delayed = The answer takes longer than we promised.
story-contact_corrected = The contact details were corrected.
