-- Who else told of something is asked for each thing that an import takes back.
-- +goose Up
CREATE INDEX import_items_by_item ON import_items (item);
