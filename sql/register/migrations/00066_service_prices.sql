-- The price of a service for each order speed, in euro cents; the empty order speed is the price at every speed without its own.
-- +goose Up
CREATE TABLE service_prices
(
    service     TEXT   NOT NULL REFERENCES services (id),
    order_speed TEXT   NOT NULL,
    cents       BIGINT NOT NULL,
    PRIMARY KEY (service, order_speed)
);
