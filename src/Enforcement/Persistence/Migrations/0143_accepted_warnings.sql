-- Errors bar publishing; warnings are accepted by who publishes, and why stands in the request.
alter table workflow_publications add column warnings_reason text;
