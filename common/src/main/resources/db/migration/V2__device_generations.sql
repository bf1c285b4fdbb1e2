-- Generations rise over all devices, so that those of an id that was deleted and is used again are higher than any before.
-- Instances of the version before this go on counting by row: what is taken from here is raised above the row's.
CREATE SEQUENCE device_generations;
SELECT setval('device_generations', (SELECT coalesce(max(generation), 0) + 1 FROM devices), false);
