-- The term of a service for each order speed (ordinary, fast, express).
-- +goose Up
CREATE TABLE service_terms
(
    service     TEXT   NOT NULL REFERENCES services (id),
    order_speed TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    unit        TEXT   NOT NULL, -- minutes, hours, days, working_days, months
    PRIMARY KEY (service, order_speed)
);
