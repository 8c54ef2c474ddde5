-- warehouses and stock
--
-- Revision ID: 2c7c04359d7a
-- Revises: dc0b1921e5e7
-- Create Date: 2024-03-13 10:10:00+00

-- migrate:upgrade
create table warehouses (
    warehouse_id smallint primary key,
    name text not null,
    opening_hours datemultirange,   -- closed seasons are the gaps
    is_default boolean not null default false
);
-- at most one default
create unique index warehouses_one_default on warehouses (is_default) where is_default;

create table stock_levels (
    warehouse_id smallint not null references warehouses,
    product_id integer not null references products on delete cascade,
    on_hand integer not null default 0,
    reserved integer not null default 0,
    primary key (warehouse_id, product_id),
    constraint stock_levels_reserved_exist check (reserved between 0 and on_hand)
);

insert into warehouses values
    (1, 'Hauptlager Köln', '{[2024-01-01,2024-12-21)}', true),
    (2, 'Malmö', '{[2024-01-08,2024-07-01), [2024-08-01,2024-12-21)}', false);

insert into stock_levels
select w.warehouse_id, p.product_id, 20 * w.warehouse_id + p.product_id, p.product_id % 3
from warehouses w, products p

-- migrate:downgrade
drop table stock_levels;
drop table warehouses
