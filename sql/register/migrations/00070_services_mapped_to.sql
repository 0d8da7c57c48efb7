-- Which service of the catalogue a service is that an import met under an unknown name; empty: nobody has said it. The facts keep
-- the id under which they came, and reports read them as the service they are mapped to.
-- +goose Up
ALTER TABLE services ADD COLUMN mapped_to TEXT NOT NULL DEFAULT '';
