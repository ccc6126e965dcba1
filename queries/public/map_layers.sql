-- answers: what the map draws underneath: land, municipalities, roads, railways and the ferry line
-- grain: layer × feature
-- params: none
-- columns: layer, feature_id, name, draw ('yes', 'schematic' or null), in_region, max_offset_m (metres), geojson (geometry, WGS84), source, licence, precision
select layer, feature_id, name, draw, in_region, max_offset_m, geojson, source, licence, precision
from map_layer
order by layer, feature_id;
