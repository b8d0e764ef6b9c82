"""The UUIDs that say what an ebRIM classification or identifier means.

Source: IHE ITI TF-3 4.2.5 and 4.3; reference table xds_ebrim_uuids.csv.
"""

from __future__ import annotations

# Source: IHE ITI TF-3 4.2.5.2, DocumentEntry.
ENTRY_AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
CLASS_CODE = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"
CONFIDENTIALITY_CODE = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"
EVENT_CODE = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"
FORMAT_CODE = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"
FACILITY_TYPE_CODE = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"
PRACTICE_SETTING_CODE = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead"
TYPE_CODE = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"
ENTRY_PATIENT_ID = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
ENTRY_UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"

# Source: IHE ITI TF-3 4.2.5.1, SubmissionSet.
SET_NODE = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"
SET_AUTHOR = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d"
CONTENT_TYPE_CODE = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500"
SET_PATIENT_ID = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446"
SET_SOURCE_ID = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832"
SET_UNIQUE_ID = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8"

# Source: IHE ITI TF-3 4.2.5.3, Folder.
FOLDER_NODE = "urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2"
FOLDER_CODE = "urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5"
FOLDER_PATIENT_ID = "urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a"
FOLDER_UNIQUE_ID = "urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a"

# Source: IHE ITI TF-3 4.2.2.2, Association.
ASSOCIATION_DOCUMENTATION = "urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3"

# Source: IHE ITI TF-3 4.2.3.2.1: marks of limited metadata (XDR), read without effect.
LIMITED_METADATA = frozenset(
    {
        "urn:uuid:ab9b591b-83ab-4d03-8f5d-f93b1fb92e85",
        "urn:uuid:5003a9db-8d8d-49e6-bf0c-990e34ac7707",
        "urn:uuid:2c144a76-29a9-4b7c-af54-b25409fe7d03",
    }
)

_OBJECT_TYPE = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:"
CLASSIFICATION_TYPE = _OBJECT_TYPE + "Classification"
EXTERNAL_IDENTIFIER_TYPE = _OBJECT_TYPE + "ExternalIdentifier"
PACKAGE_TYPE = _OBJECT_TYPE + "RegistryPackage"
ASSOCIATION_TYPE = _OBJECT_TYPE + "Association"
