"""The two ways the record speaks: as the DMP, with every check, or as plain IHE, for test tools only."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Which French parts apply. Each flag is one family of checks that plain IHE does not know.

    `token`: a VIHF and a client certificate are asked for, and functional rights apply. `french_metadata`:
    cardinalities and value sets of the DMP. `authorship`: the caller must be among the authors. `signature`:
    the XAdES document of the submission set. `clinical_document`: the CDA header is compared with the metadata.
    `opens_records`: a document for an unknown patient opens a record. `documents`: each entry comes with its
    bytes, and hash, size and repository are the server's to say; without, they are the sender's (ITI-42).
    """

    name: str
    token: bool = True
    french_metadata: bool = True
    authorship: bool = True
    signature: bool = True
    clinical_document: bool = True
    opens_records: bool = False
    documents: bool = True


#: What production and the sandbox speak. Source: spec/dmp.md.
DMP = Profile(name="dmp")

#: The DMP through FHIR: PDSm has no signature document. Source: PDSM4DMP 0.1.0 (spec/dmp.md 7).
PDSM = replace(DMP, name="pdsm", signature=False)

#: The neutral profile: ITI-18, 41, 42 and 43 as the IHE framework writes them, with no identity checked. Sandbox only.
IHE = Profile(
    name="ihe",
    token=False,
    french_metadata=False,
    authorship=False,
    signature=False,
    clinical_document=False,
    opens_records=True,
)

#: A registry alone, whose repository is elsewhere: the neutral profile's ITI-42.
IHE_REGISTRY = replace(IHE, name="ihe-registry", documents=False)
