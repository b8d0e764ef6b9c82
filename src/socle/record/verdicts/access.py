"""Refusals of an act as a whole: functional rights, the holder's will, the state of the record."""

from __future__ import annotations

from socle.rulebook import verdict

#: Source: spec/dmp.md 5, the only subcode known for a right refused.
DENIED = {"soap": {"sender": "DMPAccessDeniedByRightsService"}, "http": {"status": "403"}}

RIGHT_REFUSED = verdict(
    "record.right-refused",
    fr="La matrice des droits fonctionnels n'ouvre pas cette action ({expected}) à votre profil ({found}).",
    en="The functional rights do not open this action ({expected}) to this profile ({found}).",
    way_out="Vérifiez le mode d'accès et l'authentification, ou confiez l'action à un professionnel qui en a le droit.",
    source="PDT-INF-526 v1.8; PDT-INF-606 v1.3; spec/dmp.md 6",
    how_to_obtain="Déclarez une autorisation (TD0.3) en bris de glace.",
    rules=("DMP-061", "DMP-062"),
    codes=DENIED,
)
AIR_NEVER_FEEDS = verdict(
    "record.air-never-feeds",
    fr="L'authentification indirecte renforcée ne permet pas d'alimenter le dossier.",
    en="Reinforced indirect authentication never feeds the record.",
    way_out="Déposez le document en authentification indirecte, ou avec la carte du professionnel.",
    source="PDT-INF-606 v1.3; spec/dmp.md 2",
    how_to_obtain="Jouez td2.1-fail-air-never-feeds : un dépôt (TD2.1) avec un jeton INDIRECTE_RENFORCEE.",
    rules=("DMP-061", "DMP-062"),
    codes=DENIED,
)
SEARCH_NOT_INDIRECT = verdict(
    "record.search-not-indirect",
    fr="La recherche de documents n'est pas ouverte à l'authentification indirecte.",
    en="Searching documents is not open to indirect authentication.",
    way_out="Consultez avec la carte du professionnel ; une structure ne demande que la référence d'un document.",
    source="PDT-INF-526 v1.8; spec/dmp.md 6",
    how_to_obtain="Jouez td3.1a-fail-indirect-mode : FindDocuments (TD3.1a) avec un jeton INDIRECTE.",
    rules=("DMP-064", "DMP-072"),
    codes=DENIED,
)
CERTIFICATE_NEVER_CONSULTS = verdict(
    "record.certificate-never-consults",
    fr="Un certificat de structure permet d'alimenter le dossier, jamais de le consulter.",
    en="A structure's certificate feeds the record and never consults it.",
    way_out="Consultez avec la carte CPS, la e-CPS, ou en authentification indirecte renforcée du professionnel.",
    source="PDT-INF-526 v1.8; spec/dmp.md 6",
    how_to_obtain="Récupérez un document (TD3.2) avec un jeton INDIRECTE.",
    rules=("DMP-064", "DMP-072"),
    codes=DENIED,
)
EMPLOYEE_CARD_NEVER_CONSULTS = verdict(
    "record.employee-card-never-consults",
    fr="Une carte de personnel d'établissement (CPE) ne permet pas de consulter le dossier.",
    en="An employee card (CPE) never consults the record.",
    way_out="Demandez à un professionnel de santé de consulter avec sa carte nominative.",
    source="PDT-INF-526 v1.8; spec/dmp.md 6",
    how_to_obtain="Recherchez des documents (TD3.1a) avec le jeton vihf-direct-employee-card.",
    rules=("DMP-064", "DMP-073"),
    codes=DENIED,
)
BLOCKED = verdict(
    "record.blocked",
    fr="Le titulaire a bloqué l'accès de ce professionnel à son dossier.",
    en="The holder has blocked this professional's access to the record.",
    way_out="Parlez-en avec le patient : lui seul peut lever le blocage, depuis Mon espace santé.",
    source="spec/dmp.md 3.2; spec/README.md (blocked is refused everywhere)",
    how_to_obtain="Jouez td0.3-add-blocked : la biologiste PELLOT demande l'accès au dossier d'Iris.",
    rules=("DMP-085", "DMP-086"),
    codes=DENIED,
)
AUTHORISATION_MISSING = verdict(
    "record.authorisation-missing",
    fr="Vous n'avez pas d'autorisation d'accès à ce dossier.",
    en="There is no authorisation of access to this record.",
    way_out="Parlez-en avec le patient, puis déclarez son accord.",
    source="spec/dmp.md 3.2 and 6; CSP R1111-46",
    how_to_obtain="Recherchez des documents (TD3.1a) avant toute déclaration d'autorisation (TD0.3).",
    rules=("DMP-030", "DMP-088"),
    codes=DENIED,
)
AUTHORISATION_EXPIRED = verdict(
    "record.authorisation-expired",
    fr="Votre autorisation d'accès à ce dossier a expiré le {found}.",
    en="The authorisation of access to this record expired on {found}.",
    way_out="Parlez-en avec le patient, puis déclarez de nouveau son accord.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Déclarez-vous autorisé (TD0.3), avancez l'horloge d'un an, puis recherchez (TD3.1a).",
    rules=("DMP-030", "DMP-154"),
    codes=DENIED,
)
OPPOSED_TO_BREAK_GLASS = verdict(
    "record.opposed-to-break-glass",
    fr="Le titulaire s'est opposé à l'accès à son dossier en bris de glace.",
    en="The holder objected to break-glass access.",
    way_out="Demandez l'accord du patient ou de son entourage, puis accédez en mode normal.",
    source="CSP R1111-48, L1111-17; spec/dmp.md 6",
    how_to_obtain="Déclarez l'opposition au bris de glace du titulaire, puis recherchez en bris de glace.",
    rules=("DMP-061",),
    codes=DENIED,
)
OPPOSED_TO_REGULATION = verdict(
    "record.opposed-to-regulation",
    fr="Le titulaire s'est opposé à l'accès d'un centre de régulation à son dossier.",
    en="The holder objected to access by a regulation centre.",
    way_out="Demandez l'accord du patient ou de son entourage, puis accédez en mode normal.",
    source="CSP R1111-48, L1111-17; spec/dmp.md 6",
    how_to_obtain="Déclarez l'opposition à l'accès du centre 15, puis recherchez en mode centre_15.",
    rules=("DMP-061",),
    codes=DENIED,
)
CLOSED = verdict(
    "record.closed",
    fr="Le dossier est fermé : personne ne peut plus l'alimenter ni le consulter.",
    en="The record is closed: nobody feeds or consults it.",
    way_out="Parlez-en avec le patient : il peut rouvrir son dossier depuis Mon espace santé.",
    source="CSP L1111-18; spec/dmp.md 3.1",
    how_to_obtain="Alimentez ou consultez le dossier d'Armand BOISJOLY, fermé depuis le 2 juillet 2026.",
    rules=("MES-007", "MES-008"),
    codes=DENIED,
)
DELETED = verdict(
    "record.deleted",
    fr="Le dossier a été supprimé : ses données sont effacées.",
    en="The record has been deleted and its data erased.",
    way_out="Parlez-en avec le patient : seule l'ouverture d'un nouvel espace crée un nouveau dossier.",
    source="spec/flows.md flow 6",
    how_to_obtain="Alimentez un dossier dont le titulaire a demandé la suppression.",
    rules=("MES-009", "MES-010"),
    codes=DENIED,
)
NO_RECORD = verdict(
    "record.unknown",
    fr="Aucun dossier n'existe pour ce patient.",
    en="There is no record for this patient.",
    way_out="Parlez-en avec le patient : son dossier s'ouvre avec Mon espace santé, jamais par un professionnel.",
    source="spec/dmp.md 3.1; IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Déposez un document (TD2.1) pour Perrine BOISJOLY, qui n'a pas de dossier.",
    rules=("DMP-207", "DMP-209"),
    codes={
        "xds": {
            "repository": "XDSUnknownPatientId",
            "registry": "XDSUnknownPatientId",
            "retrieve": "XDSDocumentUniqueIdError",
        },
        "soap": {"sender": "DMPAccessDeniedByRightsService"},
        "http": {"status": "404"},
    },
)
OTHER_PATIENT_FED = verdict(
    "record.other-patient-fed",
    fr="Le patient du jeton n'est pas celui des documents déposés.",
    en="The token's patient is not that of the documents.",
    way_out="Refaites le jeton pour le patient concerné : INS et OID doivent être ceux des documents.",
    source="spec/dmp.md 2; spec/README.md",
    how_to_obtain="Jouez td2.1-fail-other-patient.",
    codes=DENIED,
)
OTHER_PATIENT = verdict(
    "record.other-patient",
    fr="Le patient du jeton n'est pas celui du message.",
    en="The token's patient is not that of the message.",
    way_out="Refaites le jeton pour le patient concerné : INS et OID doivent être ceux du message.",
    source="spec/dmp.md 2; spec/README.md",
    how_to_obtain="Jouez faults/wrong-patient.",
    codes=DENIED,
)
PATIENT_MISSING = verdict(
    "record.patient-missing",
    fr="Ni le jeton ni le message ne désignent de patient par son INS.",
    en="Neither the token nor the message names a patient by INS.",
    way_out="Indiquez l'INS du patient dans le jeton (attribut resource-id).",
    source="spec/dmp.md 2",
    how_to_obtain="Déclarez-vous autorisé (TD0.3) avec le jeton vihf-direct-no-patient.",
    rules=("DMP-152", "DMP-170"),
    codes=DENIED,
)
NOT_AUTHOR = verdict(
    "record.not-author",
    fr="Cette action est réservée à l'auteur du document.",
    en="Only the document's author may do this.",
    way_out="Adressez-vous à l'auteur du document, ou au médecin traitant du patient.",
    source="PDT-INF-526 v1.8 note 8",
    how_to_obtain="Supprimez ou démasquez le document d'un confrère.",
    rules=("DMP-097", "DMP-150"),
    codes=DENIED,
)
DELETES_HIMSELF = verdict(
    "record.deletes-himself",
    fr="Vous avez déposé ce document vous-même : vous pouvez le supprimer sans rien demander.",
    en="The holder deposited this document himself: he deletes it without asking anybody.",
    way_out="Supprimez le document depuis sa page.",
    source="spec/flows.md flow 4 (DMP-016, DMP-158)",
    how_to_obtain="Demandez à son auteur la suppression d'un document que vous avez déposé.",
    rules=("DMP-016", "DMP-158"),
    codes=DENIED,
)
STRUCTURE_NOT_AUTHOR = verdict(
    "record.structure-not-author",
    fr="La structure n'est pas l'auteur du document à supprimer.",
    en="The structure is not the author of the document to delete.",
    way_out="Adressez-vous à la structure qui a déposé le document.",
    source="PDT-INF-526 v1.8",
    how_to_obtain="Jouez td3.3c-fail-not-author.",
    rules=("DMP-150",),
    codes=DENIED,
)
DOCUMENT_OF_PATIENT = verdict(
    "record.document-of-patient",
    fr="Ce document a été déposé par le patient : lui seul ou son médecin traitant peut le faire.",
    en="The patient deposited this document: only he or the médecin traitant may do this.",
    way_out="Parlez-en avec le patient : il gère ses propres documents depuis Mon espace santé.",
    source="PDT-INF-526 v1.8; dmp_habilitation_matrix.csv (document du patient)",
    how_to_obtain="Archivez un document déposé par le patient sans être son médecin traitant.",
    rules=("DMP-158",),
    codes=DENIED,
)
PHYSICIANS_ONLY = verdict(
    "record.physicians-only",
    fr="Seul un médecin peut devenir médecin traitant du dossier.",
    en="Only a physician may become médecin traitant of a record.",
    way_out="Déclarez l'accord du patient pour vous, sans devenir son médecin traitant.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Demandez le rôle MEDECIN_TRAITANT (TD0.3) avec la carte d'un infirmier.",
    rules=("DMP-061",),
    codes=DENIED,
)
SPACE_NOT_OPEN = verdict(
    "record.space-not-open",
    fr="Mon espace santé n'est pas actif pour ce dossier : son titulaire n'y accède pas.",
    en="The citizen's space is not active: its holder has no access.",
    way_out="Activez ou réactivez votre espace pour retrouver vos documents.",
    source="spec/flows.md flow 6",
    how_to_obtain="Désactivez un espace, puis listez ses documents comme titulaire.",
    rules=("MES-006",),
    codes=DENIED,
)
NOT_HOLDER = verdict(
    "record.not-holder",
    fr="Ce dossier n'est pas le vôtre.",
    en="This record belongs to someone else.",
    way_out="Ouvrez votre propre dossier, ou demandez à en devenir le représentant légal.",
    source="spec/dmp.md 6",
    how_to_obtain="Demandez le dossier d'une autre personne depuis un espace.",
    rules=("DMP-036", "DMP-037"),
    codes=DENIED,
)
NOT_REPRESENTATIVE = verdict(
    "record.not-representative",
    fr="Vous n'êtes pas, ou plus, le représentant légal du titulaire de ce dossier.",
    en="You are not, or no longer, the legal representative of the holder.",
    way_out="À sa majorité, le titulaire gère seul son dossier. Sinon, demandez le partage du profil.",
    source="spec/flows.md flow 5",
    how_to_obtain="Demandez le dossier d'un enfant devenu majeur depuis l'espace de son parent.",
    rules=("DMP-144", "MES-039"),
    codes=DENIED,
)
ECPS_TOO_EARLY = verdict(
    "record.ecps-too-early",
    fr="La e-CPS n'ouvre le dossier qu'à partir du {expected}.",
    en="An e-CPS opens the record from {expected} on only.",
    way_out="Identifiez-vous avec la carte CPS.",
    source="DMP-065, DMP-066",
    how_to_obtain="Réglez l'horloge au 17 février 2022, puis identifiez-vous à l'espace professionnel avec une e-CPS.",
    rules=("DMP-065", "DMP-066"),
    codes=DENIED,
)
SESSION_ENDED = verdict(
    "record.session-ended",
    fr="Votre session a pris fin : elle dure {expected} au plus.",
    en="Your session has ended: it lasts {expected} at most.",
    way_out="Identifiez-vous de nouveau. Ce qui était enregistré le reste ; un formulaire en cours est à refaire.",
    source="spec/identity.md d.2 (sessions of Pro Santé Connect); SOCLE_SESSION_HOURS",
    how_to_obtain="Lancez Socle avec SOCLE_SESSION_HOURS=1, identifiez-vous, avancez l'horloge d'une heure.",
    codes=DENIED,
)
HOLDER_LEFT = verdict(
    "record.holder-left",
    fr="Votre session a pris fin : l'annuaire ne connaît plus {found}.",
    en="Your session has ended: the directory no longer knows {found}.",
    way_out="Faites vérifier votre inscription par votre ordre ou votre employeur, puis identifiez-vous de nouveau.",
    source="AUTH-042",
    how_to_obtain="Identifiez-vous, puis chargez un annuaire où vous n'êtes plus (socle directory import).",
    rules=("AUTH-042",),
    codes=DENIED,
)
CONTEXTUAL_ECPS_TOO_EARLY = verdict(
    "record.contextual-ecps-too-early",
    fr="L'appel contextuel depuis un logiciel d'officine n'est ouvert à la e-CPS qu'à partir du {expected}.",
    en="The contextual call from a pharmacy's software is open to an e-CPS from {expected} on only.",
    way_out="Identifiez-vous avec la carte CPS.",
    source="DMP-068, DMP-069",
    how_to_obtain="Choisissez un jour à venir (contextual_ecps_first_day), puis appelez avec la e-CPS d'un pharmacien.",
    rules=("DMP-068", "DMP-069"),
    codes=DENIED,
)
